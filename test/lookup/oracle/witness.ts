import { covers, type Demand } from '../../../src/domain/demand.ts';
import type { Answer } from '../../../src/domain/inquiry.ts';
import type { Payment } from '../../../src/domain/payment.ts';
import { referenceKey, type Reference } from '../../../src/domain/reference.ts';
import type { Lookup } from '../../../src/lookup/lookup.ts';
import type { Account } from '../../../src/upstream/account.ts';
import type { InquiryTerms, Upstream } from '../../../src/upstream/upstream.ts';
import type { Clock } from '../../../src/domain/clock.ts';
import * as answers from '../answers.ts';

/** A call that reached the upstream and is neither answered nor given up. */
export interface OpenCall {
  readonly reference: Reference;
  readonly number: number;
  /** Gives the slot it waits for. */
  send(): void;
  answer(status: Payment['status'] | 'MISSING'): void;
  fail(): void;
}

/** What an answer says of where it came from: the call's number is its message or in its payment. */
interface Origin {
  readonly reference: Reference;
  readonly options: Demand;
  readonly sentAs: number;
  readonly said: 'PAYMENT' | 'MISSING' | 'FAILURE';
  /** Its place among the answers. */
  readonly answeredAs: number;
}

/**
 * An upstream whose calls are sent, answered and failed one by one, and which knows again what it said: every answer
 * carries the number of its call.
 */
export class Witness implements Upstream {
  readonly open: OpenCall[] = [];
  readonly accounts: readonly Account[];
  /** Whether calls have a slot at once. */
  sendsAtOnce = true;
  readonly #clock: Clock;
  readonly #otherName: (reference: Reference) => string;
  readonly #origins = new Map<number, Origin>();
  /** The latest inquiry that told something of what goes by a name, among those answered by now. */
  readonly #latest = new Map<string, number>();
  #calls = 0;
  #sent = 0;
  #answered = 0;

  constructor(clock: Clock, accounts: readonly Account[], otherName: (reference: Reference) => string) {
    this.#clock = clock;
    this.accounts = accounts;
    this.#otherName = otherName;
  }

  get calls(): number {
    return this.#calls;
  }

  inquire({ reference, demand }: InquiryTerms, signal: AbortSignal): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const number = (this.#calls += 1);
    let asked: (answers.Asked & { readonly sentAs: number }) | null = null;
    const send = () => {
      asked ??= { reference, options: demand(), at: this.#clock.now(), sentAs: (this.#sent += 1) };
      return asked;
    };
    const end = (said: Origin['said'], make: (asked: answers.Asked) => Answer) => {
      const { options, at, sentAs } = send();
      this.#close(call);
      signal.removeEventListener('abort', abort);
      this.#origins.set(number, { reference, options, sentAs, said, answeredAs: (this.#answered += 1) });
      if (said !== 'FAILURE') this.#tell(reference, sentAs, said === 'PAYMENT');
      resolve(make({ reference, options, at }));
    };
    const abort = () => {
      this.#close(call);
      reject(signal.reason as Error);
    };
    const call: OpenCall = {
      reference,
      number,
      send: () => void send(),
      answer: (status) => {
        if (status === 'MISSING') {
          end('MISSING', (one) => answers.verified(one, { ...answers.NOT_FOUND, message: String(number) }));
          return;
        }
        const other = reference.kind === 'paymentId' ? 'merchantReference' : 'paymentId';
        const fields = { [other]: this.#otherName(reference), status, extInfo: String(number) };
        end('PAYMENT', (one) => answers.success(one, fields));
      },
      fail: () => end('FAILURE', (one) => answers.verified(one, { ...answers.UNKNOWN, message: String(number) })),
    };
    signal.addEventListener('abort', abort);
    this.open.push(call);
    if (this.sendsAtOnce) send();
    return promise;
  }

  availability() {
    return 'AVAILABLE' as const;
  }

  async close(): Promise<void> {
    // Nothing is open.
  }

  /** What must be remembered of a lookup that begins now, to judge it later. */
  begin(reference: Reference): Beginning {
    return { reference, answered: this.#answered, latest: this.#latest.get(referenceKey(reference)) ?? 0 };
  }

  /** What is wrong with what the lookup was given; null for nothing. Whose own time is over may be told just that. */
  fault({ reference, answered, latest }: Beginning, demand: Demand, lookup: Lookup, isLate = false): string | null {
    const { payment, freshness, options, result } = lookup;
    const isTimeout = isLate && result.code === 'GATEWAY_TIMEOUT';
    if (isTimeout && payment === null) return null;
    if (lookup.reference === null || referenceKey(lookup.reference) !== referenceKey(reference))
      return 'another reference';
    const shown = payment === null ? null : this.#origins.get(Number(payment.extInfo));
    const told =
      (freshness === 'STALE' && !isTimeout) || payment === null ? this.#origins.get(Number(result.message)) : shown;
    if (told === undefined) return 'an answer nobody gave';
    if (shown === undefined) return 'a payment nobody reported';
    if (shown !== null && !this.#areOne(shown.reference, reference)) return 'the payment of another';
    if (shown !== null && payment?.[reference.kind] !== reference.id) return 'a payment by another name';
    // A failure and a not-found are nobody's but those who asked by this very name.
    if (told !== null && told.said !== 'PAYMENT' && referenceKey(told.reference) !== referenceKey(reference)) {
      return 'the failure of another';
    }
    if (told?.said === 'FAILURE' && told.answeredAs <= answered) return 'a failure from before it began';
    if (shown !== null && freshness !== 'STALE' && !covers(options, demand)) return 'a payment with too little';
    if (shown !== null && options !== shown.options) return 'options that were not asked for';
    if (freshness === 'CACHED' && told!.sentAs < latest) return 'an earlier inquiry’s answer after a later one’s';
    if (freshness === 'STALE' && shown!.sentAs < latest) return 'an earlier inquiry’s answer as the last known';
    return null;
  }

  #close(call: OpenCall): void {
    const place = this.open.indexOf(call);
    if (place >= 0) this.open.splice(place, 1);
  }

  /** Notes that the inquiry told something of the payment; of both its names, if there is one. */
  #tell(reference: Reference, sentAs: number, isFound: boolean): void {
    const other = reference.kind === 'paymentId' ? 'merchantReference' : 'paymentId';
    const names = [
      reference,
      ...(isFound ? [{ ...reference, kind: other, id: this.#otherName(reference) } as const] : []),
    ];
    for (const key of names.map(referenceKey)) this.#latest.set(key, Math.max(sentAs, this.#latest.get(key) ?? 0));
  }

  #areOne(one: Reference, other: Reference): boolean {
    if (one.account !== other.account) return false;
    return one.kind === other.kind ? one.id === other.id : this.#otherName(one) === other.id;
  }
}

/** What had been answered when a lookup began. */
export interface Beginning {
  readonly reference: Reference;
  readonly answered: number;
  readonly latest: number;
}
