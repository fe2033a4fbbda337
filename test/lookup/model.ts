/**
 * What lookups should come to, kept as naively as possible: lists that are searched from end to end. It shares nothing
 * with the engine, not even how a key or a set of options is written.
 */

export type Said = 'PENDING' | 'SUCCEEDED' | 'CLOSED' | 'STRANGE' | 'PASSING' | 'FORBIDDEN' | 'UNSIGNED';

export interface Name {
  readonly account: string;
  readonly kind: 'paymentId' | 'merchantReference';
  readonly id: string;
}

export interface Expected {
  readonly freshness: 'LIVE' | 'CACHED' | 'STALE' | 'NONE' | 'LEFT';
  /** Which call's payment it shows; null for none. */
  readonly shows: number | null;
}

interface Waiter {
  readonly lookup: number;
  readonly wants: readonly string[];
}

interface ModelCall {
  readonly name: Name;
  waiters: Waiter[];
  sentAt: number | null;
  sentAs: number;
  asks: readonly string[];
  said: Said | 'MISSING' | null;
  givenUp: boolean;
}

/** Two payments whose identifiers are each other's, so that mixing up kinds shows. */
const PAYMENTS = [
  { paymentId: 'x', merchantReference: 'y' },
  { paymentId: 'y', merchantReference: 'x' },
];

/** The payment a name stands for; undefined when there is none. */
export function paymentOf({ kind, id }: Name): (typeof PAYMENTS)[number] | undefined {
  return PAYMENTS.find((payment) => payment[kind] === id);
}

const LIFE: Partial<Record<string, number>> = { PENDING: 3_000, SUCCEEDED: 60_000, CLOSED: 3_600_000, MISSING: 2_000 };
const STALE_MS = 86_400_000;

export class Model {
  readonly calls: ModelCall[] = [];
  readonly expected = new Map<number, Expected>();
  #sent = 0;

  /** A lookup begins. Gives the calls there should be now. */
  start(lookups: readonly number[], name: Name, wants: readonly string[], maxAge: number | null, now: number): void {
    const known = this.#latest(name);
    if (known !== undefined && this.#serves(known, wants, maxAge, now)) {
      const shows = known.said === 'MISSING' ? null : this.calls.indexOf(known);
      for (const lookup of lookups) this.expected.set(lookup, { freshness: 'CACHED', shows });
      return;
    }
    let call = this.calls.find((one) => same(one.name, name) && this.#admits(one, wants, maxAge, now));
    if (call === undefined) {
      call = { name, waiters: [], sentAt: null, sentAs: 0, asks: [], said: null, givenUp: false };
      this.calls.push(call);
    }
    for (const lookup of lookups) call.waiters.push({ lookup, wants });
  }

  leave(lookups: readonly number[]): void {
    for (const call of this.calls) {
      const before = call.waiters.length;
      call.waiters = call.waiters.filter(({ lookup }) => !lookups.includes(lookup));
      if (before > 0 && call.waiters.length === 0 && call.said === null) call.givenUp = true;
    }
    for (const lookup of lookups) {
      if (!this.expected.has(lookup)) this.expected.set(lookup, { freshness: 'LEFT', shows: null });
    }
  }

  /** The options are the engine's own: that they cover what is wanted is checked where answers are. */
  send(index: number, asks: readonly string[], now: number): void {
    const call = this.calls[index]!;
    if (call.sentAt !== null) return;
    call.sentAt = now;
    call.sentAs = this.#sent += 1;
    call.asks = asks;
  }

  answer(index: number, said: Said, now: number): void {
    const call = this.calls[index]!;
    call.said = paymentOf(call.name) === undefined && LIFE[said] !== undefined ? 'MISSING' : said;
    const waiters = call.waiters;
    call.waiters = [];
    for (const { lookup } of waiters) this.expected.set(lookup, this.#outcome(call, now));
  }

  /** What everyone who wants something of a call wants. */
  wanted(index: number): string[] {
    return this.calls[index]!.waiters.flatMap(({ wants }) => [...wants]);
  }

  #outcome(call: ModelCall, now: number): Expected {
    if (isPayment(call)) return { freshness: 'LIVE', shows: this.calls.indexOf(call) };
    if (call.said === 'MISSING') return { freshness: 'LIVE', shows: null };
    const known = this.#latest(call.name);
    const passes = call.said === 'PASSING';
    const lasts =
      known !== undefined && isPayment(known) && known.said !== 'STRANGE' && now - known.sentAt! <= STALE_MS;
    return passes && lasts
      ? { freshness: 'STALE', shows: this.calls.indexOf(known) }
      : { freshness: 'NONE', shows: null };
  }

  /** The answer to the latest inquiry that told anything of what goes by this name. */
  #latest(name: Name): ModelCall | undefined {
    const telling = this.calls.filter((call) => {
      if (same(call.name, name)) return isPayment(call) || call.said === 'MISSING';
      const payment = paymentOf(name);
      // What is told by one name holds for the other.
      return isPayment(call) && call.name.account === name.account && payment && paymentOf(call.name) === payment;
    });
    return telling.sort((one, other) => one.sentAs - other.sentAs).at(-1);
  }

  #serves(call: ModelCall, wants: readonly string[], maxAge: number | null, now: number): boolean {
    const age = now - call.sentAt!;
    if (age >= (LIFE[call.said!] ?? 0) || (maxAge !== null && age >= maxAge)) return false;
    return call.said === 'MISSING' || wants.every((want) => call.asks.includes(want));
  }

  #admits(call: ModelCall, wants: readonly string[], maxAge: number | null, now: number): boolean {
    if (call.said !== null || call.givenUp) return false;
    if (call.sentAt === null) return true;
    return wants.every((want) => call.asks.includes(want)) && (maxAge === null || call.sentAt > now - maxAge);
  }
}

function isPayment({ said }: ModelCall): boolean {
  return said === 'PENDING' || said === 'SUCCEEDED' || said === 'CLOSED' || said === 'STRANGE';
}

function same(one: Name, other: Name): boolean {
  return one.account === other.account && one.kind === other.kind && one.id === other.id;
}
