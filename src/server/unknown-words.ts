/** Remembers which of upstream's words were reported, so that each is reported once. */
export class UnknownWords {
  readonly #seen = new Set<string>();

  isNew(...parts: readonly string[]): boolean {
    const key = parts.join('\u0000');
    // Bounded: an upstream that makes up words must not fill the memory.
    if (this.#seen.has(key) || this.#seen.size >= 1_000) return false;
    this.#seen.add(key);
    return true;
  }
}
