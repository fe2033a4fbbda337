/** Whether a caller is still there, for whoever does something on its behalf. The signal is made for who asks for it. */
export class Departure {
  #controller: AbortController | null = null;
  #reason: Error | null = null;

  /** Aborted when the caller has left or the answer is complete. */
  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      if (this.#reason !== null) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Says so; only the first reason counts. */
  abort(reason: Error = LEFT): void {
    this.#reason ??= reason;
    this.#controller?.abort(this.#reason);
  }
}

// Made once: the platform's own reason, with its stack, takes longer to make than a request takes to route.
export const ANSWERED = new Error('the answer is complete');
export const LEFT = new Error('the caller has left');
