import type { Answer } from '../../../src/domain/inquiry.ts';
import { referenceKey, type Reference } from '../../../src/domain/reference.ts';
import { beijingTime } from '../../../src/domain/time.ts';
import type { Account } from '../../../src/upstream/account.ts';
import type { InquiryTerms, Upstream } from '../../../src/upstream/upstream.ts';
import type { Asked } from '../answers.ts';
import type { EventClock } from './event-clock.ts';

/** How an upstream behaves. */
export interface Behaviour {
  readonly clock: EventClock;
  readonly accounts: readonly Account[];
  /** How many calls of one account may be under way. */
  readonly slots: number;
  /** How long the nth call for a name takes to get there and to come back. */
  readonly takes: (reference: Reference, nth: number) => { readonly there: number; readonly back: number };
  /** What is true when the call gets there. */
  readonly says: (asked: Asked, nth: number) => Answer;
}

/** An upstream that takes its time, and a call only when it has a slot. */
export class TimedUpstream implements Upstream {
  readonly accounts: readonly Account[];
  /** The calls that were sent, in order. */
  readonly sent: Asked[] = [];
  readonly #behaviour: Behaviour;
  readonly #free = new Map<string, number>();
  readonly #queues = new Map<string, (() => void)[]>();
  readonly #counts = new Map<string, number>();

  constructor(behaviour: Behaviour) {
    this.#behaviour = behaviour;
    this.accounts = behaviour.accounts;
  }

  async inquire({ reference, demand }: InquiryTerms, signal: AbortSignal): Promise<Answer> {
    const { clock, takes, says } = this.#behaviour;
    signal.throwIfAborted();
    await this.#take(reference.account, signal);
    try {
      signal.throwIfAborted();
      const asked = { reference, options: demand(), at: clock.now() };
      this.sent.push(asked);
      const key = referenceKey(reference);
      const nth = (this.#counts.get(key) ?? 0) + 1;
      this.#counts.set(key, nth);
      const { there, back } = takes(reference, nth);
      await clock.sleep(there, signal);
      const answer = says(asked, nth);
      const respondedAt = beijingTime(clock.now());
      await clock.sleep(back, signal);
      return answer.exchange === null ? answer : { ...answer, exchange: { ...answer.exchange, respondedAt } };
    } finally {
      this.#release(reference.account);
    }
  }

  availability() {
    return 'AVAILABLE' as const;
  }

  async close(): Promise<void> {
    // Nothing is open.
  }

  /** A slot of the account's, in the order of asking. */
  async #take(account: string, signal: AbortSignal): Promise<void> {
    const free = this.#free.get(account) ?? this.#behaviour.slots;
    if (free > 0) {
      this.#free.set(account, free - 1);
      return;
    }
    const queue = this.#queues.get(account) ?? [];
    this.#queues.set(account, queue);
    await new Promise<void>((resolve, reject) => {
      queue.push(resolve);
      signal.addEventListener('abort', () => {
        const place = queue.indexOf(resolve);
        if (place < 0) return;
        queue.splice(place, 1);
        reject(signal.reason as Error);
      });
    });
  }

  #release(account: string): void {
    const next = this.#queues.get(account)?.shift();
    if (next === undefined) this.#free.set(account, (this.#free.get(account) ?? 0) + 1);
    else next();
  }
}
