import type { ServerResponse } from 'node:http';

/**
 * Finds the answers nobody reads: those of which something has been waiting to be read for too long. It would wait for
 * ever, and take memory all the while.
 */
export class UntakenAnswers {
  readonly #waitingSince = new WeakMap<ServerResponse, number>();
  readonly #ms: number;

  constructor(ms: number) {
    this.#ms = ms;
  }

  /** Those among the answers under way whose time is up; to be asked again and again. */
  overdue(underWay: Iterable<ServerResponse>, now: number): ServerResponse[] {
    return Array.from(underWay).filter((response) => {
      if (response.writableLength === 0) {
        this.#waitingSince.delete(response);
        return false;
      }
      const since = this.#waitingSince.get(response) ?? now;
      this.#waitingSince.set(response, since);
      return now - since >= this.#ms;
    });
  }
}
