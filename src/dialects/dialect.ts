import type { z } from 'zod';
import type { Demand } from '../domain/demand.ts';
import type { Dialect } from '../domain/dialect.ts';
import type { Payment } from '../domain/payment.ts';
import type { Reference } from '../domain/reference.ts';
import type { ResultInfo, ResultRow } from '../domain/result.ts';
import type { DateTime } from '../domain/time.ts';

/** One dialect: its codes, its account settings, and how to speak it. Pure: keys, time and ids come in as arguments. */
export interface DialectAdapter {
  readonly dialect: Dialect;
  /** The query options its upstream knows; a demand is cut to them before anything else. */
  readonly options: Demand;
  /** Every result code its documents list, for the queryable catalogue. */
  readonly results: readonly ResultRow[];
  /** Reads an account's own settings from the configuration; every fault is an issue with its path. */
  readonly conversation: z.ZodType<Conversation>;
}

/** How one account's inquiries are asked and their answers read. */
export interface Conversation {
  /** The upstream's origin: accounts that share one share its connections. */
  readonly origin: string;
  /** The operation as its document names it. */
  readonly operation: string;
  readonly clientId: string;
  readonly hash: HashName;
  /**
   * Those of its settings that decide whose payments it asks for and how the answers read, as one text: accounts that
   * differ in it share no answer. May hold tokens.
   */
  readonly identity: string;
  /** All of its settings, as plain data, to be compared with others. May hold tokens. */
  readonly settings: object;
  /** Writes one attempt. A retry is a new attempt with the same question and a new stamp. */
  prepare(question: Question, stamp: Stamp): PreparedInquiry;
}

/** The digest an account signs and verifies with. */
export type HashName = 'SHA256' | 'SHA1';

/** What is asked: one payment, and the extra data wanted with it. */
export interface Question {
  readonly reference: Reference;
  readonly demand: Demand;
}

/** What must be fresh in each attempt: the time, and an id that no other attempt has (a UUID). */
export interface Stamp {
  readonly now: number;
  readonly id: string;
}

/** One attempt, ready to be signed, and what is needed to read its answer. */
export interface PreparedInquiry {
  /** Where at the upstream's origin it goes: path and query. */
  readonly path: string;
  readonly version: string | null;
  /** What the upstream knows this attempt by; null when the API has no such mark. */
  readonly requestId: string | null;
  readonly requestedAt: DateTime;
  readonly toSign: string;
  /** The request with its signature in place. */
  signed(signature: Buffer): { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  /** What the upstream calls this exchange, for an API whose requests carry no id; unsigned, so for support only. */
  traceId?(response: RawResponse): string | null;
  /** Finds what the answer's signature covers, without believing anything the answer says. */
  evidence(response: RawResponse): Evidence;
  /** Reads an answer's content. Throws `MalformedAnswerError` and nothing else, whatever the content is. */
  read(content: string, httpStatus: number): Reading;
}

/** An HTTP response as it came; header names in lower case, repeated headers kept apart. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Buffer;
}

/**
 * What an answer offers to be believed by. `signed` is to be verified, every signature of it; `unsigned` may become
 * an error but never data; `broken` carries half a signature or one that cannot be one; `unreadable` is no answer of
 * this API.
 */
export type Evidence =
  | {
      readonly kind: 'signed';
      readonly bytes: Buffer;
      readonly signatures: readonly Buffer[];
      readonly content: string;
      /** The signed response time among the headers; null for a dialect that has none there. */
      readonly respondedAt: DateTime | null;
    }
  | { readonly kind: 'unsigned'; readonly content: string }
  | { readonly kind: 'broken'; readonly reason: string }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** What an answer says, not yet trusted. */
export interface Reading {
  readonly result: ResultInfo;
  readonly payment: Payment | null;
  /** The identifiers the answer names, to be compared with the one asked for. */
  readonly echo: { readonly paymentId: string | null; readonly merchantReference: string | null };
  /** Why the answer belongs to another question, by the dialect's own marks; null when it does not. */
  readonly mismatch: string | null;
  /** When the content says it was given; null when only a header says it, or nothing does. */
  readonly respondedAt: DateTime | null;
  readonly version: string | null;
  readonly reserve: string | null;
}
