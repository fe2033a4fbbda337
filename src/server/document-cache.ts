import { LRUCache } from 'lru-cache';

/** Remembers what documents were parsed to, within a bound on their length: each is a caller's own. */
export function documentCache<Parsed extends object>() {
  const cache = new LRUCache<string, Parsed>({
    maxSize: 4_000_000,
    maxEntrySize: 64_000,
    sizeCalculation: (_parsed, document) => document.length + 1,
  });
  return {
    get: (document: string): Parsed | undefined => cache.get(document),
    set: (document: string, parsed: Parsed): void => void cache.set(document, parsed),
  };
}
