/** A source of choices that are the same on every run. */
export interface Random {
  /** A number from 0 up to, not including, 1. */
  fraction(): number;
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
  /** True for `percent` of the calls. */
  chance(percent: number): boolean;
  /** One of the list. */
  pick<T>(list: readonly [T, ...T[]]): T;
  /** One of the table, as often as its weight says. */
  weighted<T>(table: readonly [readonly [number, T], ...(readonly [number, T])[]]): T;
  /** So many decimal digits. */
  digits(count: number): string;
}

/** A 32-bit number that is always the same for the same text (FNV-1a). */
export function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return state >>> 0;
}

/** Choices that depend on the seed text alone. */
export function randomFrom(seed: string): Random {
  let state = hash(seed);
  // mulberry32: small, and good enough to spread test data.
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    fraction: next,
    below,
    chance: (percent) => next() * 100 < percent,
    pick: (list) => list[below(list.length)] ?? list[0],
    weighted: (table) => {
      let left = next() * table.reduce((sum, [weight]) => sum + weight, 0);
      const found = table.find(([weight]) => (left -= weight) < 0) ?? table[0];
      return found[1];
    },
    digits: (count) => Array.from({ length: count }, () => below(10)).join(''),
  };
}
