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
  /** What is told must have been asked later than this. */
  readonly since: number | null;
}

interface ModelCall {
  readonly name: Name;
  waiters: Waiter[];
  sentAt: number | null;
  sentAs: number;
  asks: readonly string[];
  said: Said | 'MISSING' | null;
  givenUp: boolean;
  /** Its place among the calls that came to an end. */
  overAs: number | null;
  /** Calls that are under way and ask for too little: it is held back for them, but not for long. */
  readonly earlier: readonly ModelCall[];
  readonly heldUntil: number;
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
const HELD_MS = 100;

export class Model {
  /** Those that were made. */
  readonly calls: ModelCall[] = [];
  readonly expected = new Map<number, Expected>();
  /** Those that were made and those held back, as they were thought of. */
  #all: ModelCall[] = [];
  #sent = 0;
  #over = 0;

  /** A lookup begins. */
  start(lookups: readonly number[], name: Name, wants: readonly string[], maxAge: number | null, now: number): void {
    const known = this.#latest(name);
    if (known !== undefined && this.#serves(known, wants, maxAge, now)) {
      const shows = known.said === 'MISSING' ? null : this.calls.indexOf(known);
      for (const lookup of lookups) this.expected.set(lookup, { freshness: 'CACHED', shows });
      return;
    }
    const since = maxAge === null ? null : now - maxAge;
    const underWay = this.#all.filter((one) => same(one.name, name) && !isOver(one));
    const isLate = (one: ModelCall) => since !== null && one.sentAt !== null && one.sentAt <= since;
    const isPoor = (one: ModelCall) => one.sentAt !== null && !wants.every((want) => one.asks.includes(want));
    let call = underWay.find((one) => !isLate(one) && !isPoor(one));
    if (call === undefined) {
      const earlier = underWay.filter((one) => !isLate(one) && isPoor(one));
      const nothing = { waiters: [], sentAt: null, sentAs: 0, asks: [], said: null, givenUp: false, overAs: null };
      call = { name, ...nothing, earlier, heldUntil: now + HELD_MS };
      this.#all.push(call);
    }
    for (const lookup of lookups) call.waiters.push({ lookup, wants, since });
    this.release(now);
  }

  /** Makes the calls that need not be held back any longer. */
  release(now: number): void {
    const held = this.#all.filter((one) => !this.calls.includes(one) && !isOver(one));
    const due = held.filter((one) => one.earlier.every(isOver) || one.heldUntil <= now);
    const order = (one: ModelCall) => Math.max(0, ...one.earlier.map(({ overAs }) => overAs ?? 0));
    this.calls.push(...due.sort((one, other) => one.heldUntil - other.heldUntil || order(one) - order(other)));
  }

  leave(lookups: readonly number[], now: number): void {
    for (const lookup of lookups) {
      const call = this.#all.find(({ waiters }) => waiters.some((waiter) => waiter.lookup === lookup));
      if (call === undefined) continue;
      call.waiters = call.waiters.filter((waiter) => !lookups.includes(waiter.lookup));
      this.#giveUpUnlessWaitedFor(call);
    }
    for (const lookup of lookups) {
      if (!this.expected.has(lookup)) this.expected.set(lookup, { freshness: 'LEFT', shows: null });
    }
    this.release(now);
  }

  #giveUpUnlessWaitedFor(call: ModelCall): void {
    if (call.waiters.length > 0 || isOver(call)) return;
    call.givenUp = true;
    call.overAs = this.#over += 1;
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
    call.overAs = this.#over += 1;
    const waiters = call.waiters;
    call.waiters = [];
    for (const { lookup } of waiters) this.expected.set(lookup, this.#outcome(call, now));
    if (isPayment(call) || call.said === 'MISSING') this.#tell(call, now);
    this.release(now);
  }

  /** What comes in is told to whoever waits for a call that is not sent yet, when it is enough for them. */
  #tell(landed: ModelCall, now: number): void {
    for (const call of this.#all.filter((one) => one.sentAt === null && !isOver(one))) {
      if (!this.#isAbout(landed, call.name)) continue;
      const served = call.waiters.filter(
        ({ wants, since }) =>
          (landed.said === 'MISSING' || wants.every((want) => landed.asks.includes(want))) &&
          (since === null || landed.sentAt! > since),
      );
      call.waiters = call.waiters.filter((waiter) => !served.includes(waiter));
      for (const { lookup } of served) this.expected.set(lookup, this.#outcome(landed, now));
      this.#giveUpUnlessWaitedFor(call);
    }
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
    const telling = this.calls.filter((call) => this.#isAbout(call, name));
    return telling.sort((one, other) => one.sentAs - other.sentAs).at(-1);
  }

  #serves(call: ModelCall, wants: readonly string[], maxAge: number | null, now: number): boolean {
    const age = now - call.sentAt!;
    if (age >= (LIFE[call.said!] ?? 0) || (maxAge !== null && age >= maxAge)) return false;
    return call.said === 'MISSING' || wants.every((want) => call.asks.includes(want));
  }

  #isAbout(call: ModelCall, name: Name): boolean {
    if (same(call.name, name)) return isPayment(call) || call.said === 'MISSING';
    const payment = paymentOf(name);
    // What is told by one name holds for the other.
    return (
      isPayment(call) && call.name.account === name.account && payment !== undefined && paymentOf(call.name) === payment
    );
  }
}

function isOver({ said, givenUp }: ModelCall): boolean {
  return said !== null || givenUp;
}

function isPayment({ said }: ModelCall): boolean {
  return said === 'PENDING' || said === 'SUCCEEDED' || said === 'CLOSED' || said === 'STRANGE';
}

function same(one: Name, other: Name): boolean {
  return one.account === other.account && one.kind === other.kind && one.id === other.id;
}
