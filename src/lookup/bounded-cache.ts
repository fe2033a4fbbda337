import { LRUCache } from 'lru-cache';

/** How much may be remembered. */
export interface MemoryBounds {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** The entries used last, so many at most, and so many bytes. Told how many, the library makes room for all of them at once. */
export class BoundedCache<Value extends object> extends LRUCache<string, Value> {
  readonly #maxEntries: number;

  constructor(
    { maxEntries, maxBytes }: MemoryBounds,
    terms: Required<Pick<LRUCache.OptionsBase<string, Value, unknown>, 'sizeCalculation'>> &
      Pick<LRUCache.OptionsBase<string, Value, unknown>, 'dispose'>,
  ) {
    super({ maxSize: maxBytes, ...terms });
    this.#maxEntries = maxEntries;
  }

  override set(key: string, value: Value): this {
    super.set(key, value);
    if (this.size > this.#maxEntries) this.pop();
    return this;
  }
}
