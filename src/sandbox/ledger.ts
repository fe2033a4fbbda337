import type { SandboxDialect } from './accounts.ts';
import { indexInPlatformId } from './generating.ts';
import type { Json, JsonObject } from './json.ts';
import { Recent } from './recent.ts';

/** Which of a payment's two identifiers is meant: Alipay's or the merchant's. */
export type IdKind = 'paymentId' | 'merchantReference';

/** A payment's two identifiers. */
export type Ids = Readonly<Record<IdKind, string>>;

/** What the sandbox knows of one payment. */
export interface KnownPayment extends Ids {
  /** What it is there to show; absent for generated ones. */
  readonly about?: string;
  /** The answer in the upstream's words, as it is in the end; TRADE_QUERY: with everything every option adds. */
  readonly facts: JsonObject;
  /** The result code every inquiry for it gets instead of the facts. */
  readonly result?: string;
  /** Present when it is unfinished at first: until so long after the first inquiry, these are the facts. */
  readonly settling?: { readonly afterSeconds: number; readonly meanwhile: JsonObject };
}

/** What is to stand where an amount and its currency belong; what is undefined stays as it is. */
export interface OtherAmount {
  readonly amount: Json | undefined;
  readonly currency: string | undefined;
}

/** What one dialect fills its ledger with. */
export interface Book {
  readonly dialect: SandboxDialect;
  /** The payments made up one by one. */
  readonly special: readonly KnownPayment[];
  /** The n-th generated payment, counted from 1. */
  readonly generate: (index: number) => KnownPayment;
  /** A payment with these identifiers that is unfinished for so many seconds. */
  readonly settle: (ids: Ids, afterSeconds: number) => KnownPayment;
  /** The facts with these identifiers, or with none. */
  readonly withIds: (facts: JsonObject, ids: Ids | undefined) => JsonObject;
  /** The facts with this status word. */
  readonly withStatus: (facts: JsonObject, word: string) => JsonObject;
  /** The facts with this amount, or this currency, or both. */
  readonly withAmount: (facts: JsonObject, other: OtherAmount) => JsonObject;
  /** The facts of a payment that was paid at this moment. */
  readonly paidAt: (facts: JsonObject, ms: number) => JsonObject;
}

/** What the ledger says about an identifier. */
export interface Entry {
  readonly payment: KnownPayment;
  /** The facts as they stand at the moment in question. */
  readonly facts: JsonObject;
}

const GENERATED = 1000;
const SETTLING = /^settling-(\d{1,5})(?:-[A-Za-z0-9]+)*$/;
const SETTLING_ID = '2026010199999999-';

/** The payments of one dialect, moving on as time passes. */
export class Ledger {
  readonly #book: Book;
  readonly #firstAsked = new Recent<number>(10_000);
  #all: readonly KnownPayment[] | undefined;

  constructor(book: Book) {
    this.#book = book;
  }

  /** Every payment that can be listed; `settling-…` ones come into being when they are asked for. */
  all(): readonly KnownPayment[] {
    this.#all ??= [
      ...this.#book.special,
      ...Array.from({ length: GENERATED }, (_, index) => this.#book.generate(index + 1)),
    ];
    return this.#all;
  }

  /** The payment, which begins to settle if it is one of those that do; its identifiers carry the suffix, as if it were another one. Undefined when there is none. */
  ask(kind: IdKind, id: string, suffix: string, now: number): Entry | undefined {
    const entry = this.look(kind, id, suffix, now);
    if (entry?.payment.settling !== undefined) {
      this.#firstAsked.add(entry.payment.merchantReference + suffix, now);
    }
    return entry;
  }

  /** The same as it stands, or stood, at that moment; looking starts nothing. */
  look(kind: IdKind, id: string, suffix: string, ms: number): Entry | undefined {
    const special = this.#book.special.find((candidate) => candidate[kind] === id);
    const payment = special ?? this.#generated(kind, id) ?? this.#settling(kind, id);
    if (payment === undefined) return undefined;
    const ids = { paymentId: payment.paymentId + suffix, merchantReference: payment.merchantReference + suffix };
    return { payment, facts: this.#book.withIds(this.#factsAt(payment, ids, ms), ids) };
  }

  /** Some other payment than the one with this merchant reference. */
  another(merchantReference: string | undefined): Entry {
    const [first, second] = [this.#book.generate(1), this.#book.generate(2)];
    const payment = first.merchantReference === merchantReference ? second : first;
    return { payment, facts: payment.facts };
  }

  /** Lets payments that settled be unfinished again. */
  reset(): void {
    this.#firstAsked.clear();
  }

  #factsAt(payment: KnownPayment, ids: Ids, ms: number): JsonObject {
    if (payment.settling === undefined) return payment.facts;
    const since = this.#firstAsked.get(ids.merchantReference) ?? ms;
    const paidAt = since + payment.settling.afterSeconds * 1000;
    return ms < paidAt ? payment.settling.meanwhile : this.#book.paidAt(payment.facts, paidAt);
  }

  #settling(kind: IdKind, id: string): KnownPayment | undefined {
    if (kind === 'paymentId' && !id.startsWith(SETTLING_ID)) return undefined;
    const merchantReference = kind === 'paymentId' ? id.slice(SETTLING_ID.length) : id;
    const seconds = SETTLING.exec(merchantReference)?.[1];
    if (seconds === undefined) return undefined;
    return this.#book.settle({ paymentId: SETTLING_ID + merchantReference, merchantReference }, Number(seconds));
  }

  /** Generated payments are made anew each time: making one is cheap, keeping thousands from the start is not. */
  #generated(kind: IdKind, id: string): KnownPayment | undefined {
    const index = kind === 'paymentId' ? indexInPlatformId(id) : Number(/-(\d{4})$/.exec(id)?.[1]);
    if (!Number.isInteger(index) || index < 1 || index > GENERATED) return undefined;
    const payment = this.#book.generate(index);
    return payment[kind] === id ? payment : undefined;
  }
}
