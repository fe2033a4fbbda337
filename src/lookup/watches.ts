/** Counts the watches that are open, and the payments they are of. */
export class Watches {
  readonly #byPayment = new Map<string, number>();
  #open = 0;

  get open(): number {
    return this.#open;
  }

  get payments(): number {
    return this.#byPayment.size;
  }

  /** Counts one until its reader has left or the function given back is called. */
  begin(payment: string, left: AbortSignal): () => void {
    this.#open += 1;
    this.#byPayment.set(payment, (this.#byPayment.get(payment) ?? 0) + 1);
    const over = new AbortController();
    over.signal.addEventListener('abort', () => this.#end(payment), { once: true });
    const end = () => over.abort();
    if (left.aborted) end();
    else left.addEventListener('abort', end, { once: true, signal: over.signal });
    return end;
  }

  #end(payment: string): void {
    this.#open -= 1;
    const others = (this.#byPayment.get(payment) ?? 0) - 1;
    if (others > 0) this.#byPayment.set(payment, others);
    else this.#byPayment.delete(payment);
  }
}
