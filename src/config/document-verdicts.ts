import type { CallerLimits } from './caller-limits.ts';

/** Finds what is wrong with a document; null for nothing. */
export type FaultOf = (text: string) => string | null;

/**
 * Remembers what was found of documents, by their ids, which are their hashes: most are the same each time a
 * configuration is read, and to validate thousands takes seconds in which nobody is answered.
 */
export class DocumentVerdicts {
  #callers = '';
  #before: ReadonlyMap<string, string | null> = new Map();

  /** The same verdicts, found once as long as callers have these limits; those that are not asked for are forgotten. */
  remembering(callers: readonly CallerLimits[], faultOf: FaultOf): (id: string, text: string) => string | null {
    const asked = JSON.stringify(callers);
    const before = asked === this.#callers ? this.#before : new Map<string, string | null>();
    const now = new Map<string, string | null>();
    this.#callers = asked;
    this.#before = now;
    return (id, text) => {
      const known = before.get(id);
      const fault = known === undefined ? faultOf(text) : known;
      now.set(id, fault);
      return fault;
    };
  }
}
