import type { Name, Schedule, Truth, Want } from './schedules.ts';

/**
 * The fewest calls a schedule can be answered with by someone who knows of each operation only when it comes, keeps
 * nobody waiting for whom a call can be of use, and asks for nothing that nobody wants:
 *
 * - what is known answers whoever wants no more options than it was fetched with, while it is young enough;
 * - a call that was sent with enough options, and not before what the caller allows, is waited for;
 * - a call that is not yet sent, because it waits for a slot or is held back, is widened;
 * - a further call is held back while a call that asks for too little is under way, but no longer than `HOLD_MS`; so
 *   those who come meanwhile share it. A caller for whom the call under way is too old is not held back for its sake;
 * - an answer that comes in serves those who wait for a call that is not yet sent, whichever name it was asked by;
 * - a call is sent with what those who wait for it want, what is known and alive was fetched with, and what the calls
 *   of that name under way ask for.
 *
 * Without knowing the future, none of these can be left out without a call more, except that holding back for longer
 * would save calls at the cost of waiting. Kept naive: lists, and options by their names.
 */
export function fewestCalls(schedule: Schedule): number {
  return new Simulation(schedule).run();
}

const HOLD_MS = 100;
const LIVES: Readonly<Record<Truth, number>> = { PENDING: 3_000, SUCCEEDED: 60_000, MISSING: 2_000, FAILING: 0 };

interface Waiting {
  readonly options: readonly string[];
  /** Only a call sent later than this will do. */
  readonly since: number;
}

interface Call {
  readonly name: Name;
  readonly nth: () => number;
  waiting: Waiting[];
  state: 'held' | 'queued' | 'sent' | 'over';
  /** Those it is held back for. */
  heldFor: readonly Call[];
  options: readonly string[];
  sentAt: number;
  /** Its place among those sent, which tells them apart when they are sent at once. */
  sentAs: number;
}

interface Known {
  readonly truth: Truth;
  readonly options: readonly string[];
  readonly sentAt: number;
  readonly sentAs: number;
  readonly expiresAt: number;
}

class Simulation {
  readonly #schedule: Schedule;
  readonly #calls: Call[] = [];
  readonly #known = new Map<string, Known>();
  readonly #queues = new Map<string, Call[]>();
  #events: { readonly at: number; readonly happen: () => void }[] = [];
  #now = 0;
  #sent = 0;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  run(): number {
    for (const { at, wants, maxAgeMs } of this.#schedule.arrivals) {
      this.#events.push({ at, happen: () => wants.forEach((want) => this.#arrive(want, maxAgeMs)) });
    }
    while (this.#events.length > 0) {
      const next = this.#events.reduce((one, other) => (other.at < one.at ? other : one));
      this.#events = this.#events.filter((event) => event !== next);
      this.#now = next.at;
      next.happen();
    }
    return this.#calls.filter(({ sentAt }) => sentAt >= 0).length;
  }

  #arrive({ name, options }: Want, maxAgeMs: number | null): void {
    const known = this.#known.get(textOf(name));
    const waiting = { options, since: maxAgeMs === null ? -Infinity : this.#now - maxAgeMs };
    if (known !== undefined && this.#now < known.expiresAt && answers(known, waiting)) return;
    const open = this.#open(name);
    const call =
      open.find((one) => one.state === 'sent' && one.sentAt > waiting.since && includes(one.options, options)) ??
      open.find(({ state }) => state === 'held' || state === 'queued') ??
      this.#further(name, waiting, open);
    call.waiting.push(waiting);
    if (call.state === 'queued') this.#grant(name.account);
  }

  #further(name: Name, { since }: Waiting, open: readonly Call[]): Call {
    const heldFor = open.filter(({ sentAt }) => sentAt > since);
    const nth = () => this.#calls.filter((one) => one.sentAt >= 0 && textOf(one.name) === textOf(name)).length;
    const call: Call = { name, nth, waiting: [], state: 'queued', heldFor, options: [], sentAt: -1, sentAs: 0 };
    this.#calls.push(call);
    if (heldFor.length > 0) {
      call.state = 'held';
      this.#events.push({ at: this.#now + HOLD_MS, happen: () => this.#letGo(call) });
    } else {
      this.#queueOf(name.account).push(call);
    }
    return call;
  }

  #letGo(call: Call): void {
    if (call.state !== 'held') return;
    call.state = 'queued';
    this.#queueOf(call.name.account).push(call);
    this.#grant(call.name.account);
  }

  /** Sends what waits for a slot, while there are slots. */
  #grant(account: string): void {
    const queue = this.#queueOf(account);
    while (queue.length > 0) {
      const busy = this.#calls.filter(({ state, name }) => state === 'sent' && name.account === account).length;
      if (busy >= this.#schedule.slots) return;
      this.#send(queue.shift()!);
    }
  }

  #send(call: Call): void {
    const known = this.#known.get(textOf(call.name));
    const alive = known !== undefined && known.truth !== 'MISSING' && this.#now < known.expiresAt ? known.options : [];
    const underWay = this.#open(call.name).filter(({ state }) => state === 'sent');
    call.options = [
      ...alive,
      ...underWay.flatMap(({ options }) => options),
      ...call.waiting.flatMap(({ options }) => options),
    ];
    call.state = 'sent';
    call.sentAt = this.#now;
    call.sentAs = this.#sent += 1;
    this.#events.push({
      at: this.#now + this.#schedule.latency(call.name, call.nth()),
      happen: () => this.#land(call),
    });
  }

  #land(call: Call): void {
    call.state = 'over';
    const truth = this.#schedule.truths[call.name.payment]!;
    if (truth !== 'FAILING') this.#learn(call, truth);
    for (const held of this.#calls.filter(({ state }) => state === 'held')) {
      if (held.heldFor.every(({ state }) => state === 'over')) this.#letGo(held);
    }
    this.#grant(call.name.account);
  }

  #learn({ name, options, sentAt, sentAs }: Call, truth: Truth): void {
    const other = { ...name, kind: name.kind === 'paymentId' ? 'merchantReference' : 'paymentId' } as const;
    // That nothing goes by one name says nothing of the other.
    for (const one of truth === 'MISSING' ? [name] : [name, other]) {
      const landed = { truth, options, sentAt, sentAs, expiresAt: sentAt + LIVES[truth] };
      const known = this.#known.get(textOf(one));
      if (known === undefined || known.sentAs < sentAs) this.#known.set(textOf(one), landed);
      for (const call of this.#open(one).filter(({ state }) => state !== 'sent')) {
        call.waiting = call.waiting.filter((waiting) => !answers(landed, waiting));
        if (call.waiting.length > 0) continue;
        call.state = 'over';
        const queue = this.#queueOf(name.account);
        if (queue.includes(call)) queue.splice(queue.indexOf(call), 1);
      }
    }
  }

  #open(name: Name): Call[] {
    return this.#calls.filter((call) => call.state !== 'over' && textOf(call.name) === textOf(name));
  }

  #queueOf(account: string): Call[] {
    const queue = this.#queues.get(account) ?? [];
    this.#queues.set(account, queue);
    return queue;
  }
}

function answers(known: Known, { options, since }: Waiting): boolean {
  return known.sentAt > since && (known.truth === 'MISSING' || includes(known.options, options));
}

function includes(held: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((option) => held.includes(option));
}

function textOf({ account, kind, payment }: Name): string {
  return JSON.stringify([account, kind, payment]);
}
