import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';

// A parsed document takes about eighty bytes a character.
const MAX_CHARACTERS = 1_000_000;

/** Remembers what documents were parsed to, within a bound on their length: each is a caller's own. */
export function documentCache<Parsed extends object>() {
  const cache = new LRUCache<string, Parsed>({
    maxSize: MAX_CHARACTERS,
    maxEntrySize: 64_000,
    sizeCalculation: (_parsed, document) => document.length + 1,
  });
  return {
    get: (document: string): Parsed | undefined => cache.get(document),
    set: (document: string, parsed: Parsed): void => void cache.set(document, parsed),
  };
}

/** Remembers why documents cannot be parsed. A limit is its caller's own, and says nothing to another. */
export function errorCache() {
  const cache = documentCache<Error>();
  const isEverybodys = (error: Error) => !(error instanceof GraphQLError && error.extensions['code'] === 'TOKEN_LIMIT');
  return {
    get: (document: string) => cache.get(document),
    set: (document: string, error: Error): void => {
      if (isEverybodys(error)) cache.set(document, error);
    },
  };
}
