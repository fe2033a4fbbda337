import type { Counter } from 'prom-client';

interface Tally<Name extends string> {
  readonly labels: Record<Name, string>;
  count: number;
}

/**
 * Counts what happens with every request, and tells a counter when somebody looks: the counter itself checks and joins its
 * labels each time. As closed as the sets its labels come from.
 */
export class Tallies<Name extends string> {
  readonly #tallies = new Map<string, Tally<Name>>();

  /** Counts one with these labels; given as they are called, in this order each time. */
  count(labels: Record<Name, string>): void {
    let key = '';
    for (const name in labels) key += `${labels[name]}\n`;
    const tally = this.#tallies.get(key);
    if (tally === undefined) this.#tallies.set(key, { labels, count: 1 });
    else tally.count += 1;
  }

  /** Adds to the counter what was counted since. */
  tell(counter: Counter<Name>): void {
    for (const tally of this.#tallies.values()) {
      if (tally.count > 0) counter.inc(tally.labels, tally.count);
      tally.count = 0;
    }
  }
}
