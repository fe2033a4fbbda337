/** Chance that can be had again: the same seed makes the same choices. */
export class Random {
  #state: number;

  constructor(seed: number) {
    // Neighbouring seeds must not begin alike.
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  }

  /** At least 0, less than 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  between(min: number, max: number): number {
    return min + this.next() * (max - min);
  }

  /** True once in so many times. */
  once(inTimes: number): boolean {
    return this.next() * inTimes < 1;
  }

  pick<Value>(values: readonly Value[]): Value {
    return values[this.int(0, values.length - 1)]!;
  }

  times<Value>(min: number, max: number, make: (index: number) => Value): Value[] {
    return Array.from({ length: this.int(min, max) }, (_, index) => make(index));
  }
}

/** Where a run of cases begins, and how many there are; `SEED` and `CASES` in the environment repeat others. */
export function cases(preset: { readonly seed: number; readonly count: number }): number[] {
  const seed = Number(process.env['SEED'] ?? preset.seed);
  const count = Number(process.env['CASES'] ?? preset.count);
  return Array.from({ length: count }, (_, index) => seed + index);
}

/** Runs a case; a failure says how to have it again. */
export async function seeded(seed: number, run: (random: Random) => Promise<void>): Promise<void> {
  try {
    await run(new Random(seed));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`seed ${seed} (SEED=${seed} CASES=1 repeats it alone): ${message}`, { cause: error });
  }
}
