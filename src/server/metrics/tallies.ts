import type { Counter } from 'prom-client';

interface Tally<Name extends string> {
  readonly labels: Record<Name, string>;
  count: number;
}

/** What was counted under the labels that lead here, and where further ones lead. */
interface Place<Name extends string> {
  readonly next: Map<string, Place<Name>>;
  tally: Tally<Name> | null;
}

/**
 * Counts what happens with every request, and tells a counter when somebody looks: the counter itself checks and joins its
 * labels each time. As closed as the sets its labels come from.
 */
export class Tallies<Name extends string> {
  readonly #root: Place<Name> = { next: new Map(), tally: null };
  readonly #tallies: Tally<Name>[] = [];

  /** Counts one with these labels; given as they are called, in this order each time. */
  count(labels: Record<Name, string>): void {
    let place = this.#root;
    // Label by label: joined, they would be a new text each time, to be read once more.
    for (const name in labels) {
      let next = place.next.get(labels[name]);
      if (next === undefined) {
        next = { next: new Map(), tally: null };
        place.next.set(labels[name], next);
      }
      place = next;
    }
    if (place.tally === null) {
      place.tally = { labels, count: 0 };
      this.#tallies.push(place.tally);
    }
    place.tally.count += 1;
  }

  /** Adds to the counter what was counted since. */
  tell(counter: Counter<Name>): void {
    for (const tally of this.#tallies) {
      if (tally.count > 0) counter.inc(tally.labels, tally.count);
      tally.count = 0;
    }
  }
}
