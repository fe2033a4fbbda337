/** Remembers the latest `limit` names and what goes with them; older ones are forgotten, so that memory stays bounded. */
export class Recent<V> {
  readonly #limit: number;
  readonly #entries = new Map<string, V>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(name: string): V | undefined {
    return this.#entries.get(name);
  }

  set(name: string, value: V): void {
    this.#entries.delete(name);
    this.#entries.set(name, value);
    if (this.#entries.size > this.#limit) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
  }

  /** Remembers the name; false when it was known already. */
  add(name: string, value: V): boolean {
    if (this.#entries.has(name)) return false;
    this.set(name, value);
    return true;
  }

  /** Forgets everything. */
  clear(): void {
    this.#entries.clear();
  }
}
