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

  /** Counts one until the function given back is called, once. */
  begin(payment: string): () => void {
    this.#open += 1;
    this.#byPayment.set(payment, (this.#byPayment.get(payment) ?? 0) + 1);
    return () => {
      this.#open -= 1;
      const left = (this.#byPayment.get(payment) ?? 0) - 1;
      if (left > 0) this.#byPayment.set(payment, left);
      else this.#byPayment.delete(payment);
    };
  }
}
