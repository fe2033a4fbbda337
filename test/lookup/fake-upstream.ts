import type { Availability } from '../../src/domain/availability.ts';
import { demandOf, QUERY_OPTIONS, type Demand } from '../../src/domain/demand.ts';
import type { Answer } from '../../src/domain/inquiry.ts';
import type { Payment } from '../../src/domain/payment.ts';
import type { Reference } from '../../src/domain/reference.ts';
import type { ResultInfo } from '../../src/domain/result.ts';
import type { Account } from '../../src/upstream/account.ts';
import type { Tell } from '../../src/upstream/attempts.ts';
import type { InquiryTerms, Upstream } from '../../src/upstream/upstream.ts';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import { success, verified, type Asked } from './answers.ts';

export const ALL = demandOf(QUERY_OPTIONS);
export const [SETTLE, FUND, VOUCHER] = QUERY_OPTIONS.map((option) => demandOf([option])) as [Demand, Demand, Demand];

/** One inquiry that reached the upstream, answered by the test. */
export class Call {
  readonly reference: Reference;
  readonly signal: AbortSignal;
  readonly tell: Tell;
  readonly answered: Promise<Answer>;
  readonly #demand: () => Demand;
  readonly #clock: VirtualClock;
  #asked: Asked | null = null;
  #resolve: (answer: Answer) => void = () => undefined;

  constructor(
    reference: Reference,
    demand: () => Demand,
    signal: AbortSignal,
    clock: VirtualClock,
    tell: Tell = () => undefined,
  ) {
    this.tell = tell;
    this.reference = reference;
    this.signal = signal;
    this.#demand = demand;
    this.#clock = clock;
    this.answered = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  }

  /** Sent now, unless it was before. */
  send(): Asked {
    this.#asked ??= { reference: this.reference, options: this.#demand(), at: this.#clock.now() };
    return this.#asked;
  }

  get options(): Demand | null {
    return this.#asked?.options ?? null;
  }

  succeed(fields: Partial<Payment> = {}, more: Partial<Answer> = {}): void {
    this.answer(success(this.send(), fields, more));
  }

  say(result: ResultInfo): void {
    this.answer(verified(this.send(), result));
  }

  answer(answer: Answer): void {
    this.#resolve(answer);
  }
}

/** An upstream whose inquiries wait to be sent and answered by the test. */
export class FakeUpstream implements Upstream {
  readonly calls: Call[] = [];
  /** Those configured; others may take their place. */
  accounts: readonly Account[];
  /** Whether inquiries are sent as soon as they come, as with free slots. */
  sendsAtOnce = true;
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock, accounts: readonly Account[] = [account('one'), account('two')]) {
    this.#clock = clock;
    this.accounts = accounts;
  }

  async inquire({ reference, demand, tell }: InquiryTerms, signal: AbortSignal): Promise<Answer> {
    signal.throwIfAborted();
    const call = new Call(reference, demand, signal, this.#clock, tell);
    this.calls.push(call);
    if (this.sendsAtOnce) call.send();
    return call.answered;
  }

  availability(): Availability {
    return 'AVAILABLE';
  }

  async close(): Promise<void> {
    // Nothing is open.
  }

  /** The nth call, counted from zero. */
  call(index: number): Call {
    const call = this.calls.at(index);
    if (call === undefined) throw new Error(`${this.calls.length} calls were made, none is number ${index}`);
    return call;
  }
}

export function account(id: string, more: Partial<Account> = {}): Account {
  const dialect = 'TRADE_QUERY';
  const conversation = { settings: {} };
  return {
    id,
    dialect,
    identity: `${id} Ltd.`,
    isDefault: id === 'one',
    options: ALL,
    conversation,
    ...more,
  } as Account;
}
