import type { ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { Basis, LookupPort } from '../../lookup/lookup.ts';
import type { Arrival } from '../arrival.ts';
import { sendJson } from './send-json.ts';

/** An answer as it was sent, without the id of its request. */
interface Rendered {
  readonly before: string;
  readonly after: string;
  readonly basis: Basis;
  /** What was counted while it was made, and counts again. */
  readonly documentId: string | null;
  readonly redacted: number;
}

// Roughly, each character in two bytes.
const MAX_CHARACTERS = 8_000_000;
const MAX_ENTRY = 250_000;

/**
 * Answers made of nothing but known payments, to be sent again as they are for what is asked in the same way: by callers
 * with the same rights, for an answer of the same type, with the same body; as long as looking up each of these payments
 * would give the very same entry of memory.
 */
export class RenderedAnswers {
  readonly #lookups: Pick<LookupPort, 'holds'>;
  readonly #known = new LRUCache<string, Rendered>({
    maxSize: MAX_CHARACTERS,
    maxEntrySize: MAX_ENTRY,
    sizeCalculation: ({ before, after }, key) => before.length + after.length + key.length,
  });

  constructor(lookups: Pick<LookupPort, 'holds'>) {
    this.#lookups = lookups;
  }

  /** Sends the answer again; false when there is none that still holds. */
  repeat({ requestId, outcome, tally }: Arrival, key: string, type: string, response: ServerResponse) {
    const rendered = this.#known.get(key);
    if (rendered === undefined) return false;
    if (!this.#lookups.holds(rendered.basis)) {
      this.#known.delete(key);
      return false;
    }
    outcome.kind = 'query';
    outcome.documentId = rendered.documentId;
    tally.redacted = rendered.redacted;
    sendJson(response, requestId, type, rendered.before + requestId + rendered.after);
    return true;
  }

  /** Keeps an answer without errors if it rests on known payments alone. */
  keep(
    { requestId, outcome: { documentId }, tally }: Arrival,
    key: string,
    { answer, basis }: { readonly answer: string; readonly basis: Basis | null },
  ): void {
    if (basis === null || basis.known.length === 0) return;
    const mark = `"requestId":"${requestId}"`;
    // From the end: payments come before, and may hold anything.
    const at = answer.lastIndexOf(mark);
    if (at === -1) return;
    const before = answer.slice(0, at + mark.length - requestId.length - 1);
    const after = answer.slice(at + mark.length - 1);
    this.#known.set(key, {
      ...{ before, after, basis, documentId },
      redacted: tally.redacted,
    });
  }
}
