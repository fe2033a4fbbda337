import type { IncomingHttpHeaders } from 'node:http';

import { afterSigning } from './after-signing.ts';
import { atWork, readFaults, spoilsOf } from './carried-faults.ts';
import type { Delay } from './delivering.ts';
import type { JsonObject } from './json.ts';
import type { Book, Entry, IdKind, Ledger } from './ledger.ts';
import { page } from './pages.ts';
import type { Recent } from './recent.ts';
import type { Requests } from './requests.ts';
import type { Befallen, Rules } from './rules.ts';
import type { Spoils, Transport } from './spoils.ts';

/** An HTTP request as it came. */
export interface Arrival {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Aborted when the caller hangs up. */
  readonly signal: AbortSignal;
}

/** An HTTP response to send, and what to do to it on the way. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string | Buffer;
  readonly transport?: Transport;
  /** How long after one another the bytes are sent that drip. */
  readonly dripMs?: number;
}

/** What a well formed and well signed request asks. */
export interface Inquiry {
  readonly kind: IdKind;
  readonly id: string;
  readonly queryOptions: readonly string[];
}

/** The answer in the upstream's words, before it is signed: a payment's facts, or a result code. */
export type Outcome =
  | { readonly facts: JsonObject }
  | {
      readonly code: string;
      /** The reason, where the code's usual words do not say enough. */
      readonly reason?: string;
    };

/** What reading a request gave: an inquiry with what the answer must refer to, or a refusal. */
export type Reading<Context> =
  { readonly inquiry: Inquiry; readonly context: Context } | { readonly refusedWith: string; readonly answer: Answer };

/** One side of a protocol: it checks requests and words answers. */
export interface Speaker<Context> {
  readonly book: Book;
  /** The codes for "no such payment", "result unknown" and "too many requests". */
  readonly codes: Readonly<Record<'missing' | 'unknown' | 'throttled', string>>;
  read(arrival: Arrival): Reading<Context>;
  say(outcome: Outcome, context: Context, spoils: Spoils): Answer;
}

/** What an upstream needs from its surroundings. */
export interface Surroundings {
  readonly now: () => number;
  readonly delay: Delay;
  readonly requests: Requests;
  readonly rules: Rules;
  /** How often each account was asked for an identifier. */
  readonly tries: Recent<number>;
}

/** Answers the requests for one account. */
export type Upstream = (arrival: Arrival) => Promise<Answer>;

/** The upstream that serves this account, speaks like this, and knows the payments of this ledger. */
export function upstream<Context>(
  account: string,
  speaker: Speaker<Context>,
  ledger: Ledger,
  around: Surroundings,
): Upstream {
  const { dialect } = speaker.book;
  const { now, delay, requests, rules, tries } = around;

  function whatBefalls({ kind, id }: Inquiry): Befallen {
    const name = `${account} ${id}`;
    const attempt = (tries.get(name) ?? 0) + 1;
    tries.set(name, attempt);
    const carried = readFaults(id, dialect);
    if (carried.faults.length > 0) {
      // Whoever writes faults into an identifier wants these and no others.
      const atTry = atWork(carried.faults, attempt);
      return { spoils: spoilsOf(atTry), faults: atTry.map(({ fault }) => fault.name), rules: [] };
    }
    const names = (): string[] => {
      const payment = ledger.look(kind, id, '', now())?.payment;
      return payment === undefined ? [id] : [id, payment.paymentId, payment.merchantReference];
    };
    return rules.befall({ account, dialect, id, attempt, names });
  }

  return async (arrival) => {
    const reading = speaker.read(arrival);
    const record = { account, dialect, at: now(), headers: arrival.headers, body: arrival.body.toString() };
    if ('answer' in reading) {
      requests.record({ ...record, refusedWith: reading.refusedWith });
      return reading.answer;
    }
    const { inquiry, context } = reading;
    const answered = requests.record({ ...record, inquiry });
    const { spoils, ...befallen } = whatBefalls(inquiry);
    if (spoils.delayMs !== undefined) await delay(spoils.delayMs, arrival.signal);
    const at = now();
    const said = outcome(speaker, ledger, inquiry, spoils, at);
    answered({ at, code: 'facts' in said ? 'SUCCESS' : said.code, ...befallen });
    const answer = spoils.page === undefined ? speaker.say(said, context, spoils) : page(spoils.page);
    return afterSigning(answer, spoils, at);
  };
}

/** What an inquiry would have been answered at that moment if nothing had gone wrong. Asking this starts nothing. */
export function truth<Context>(
  { book, codes }: Speaker<Context>,
  ledger: Ledger,
  asked: Pick<Inquiry, 'kind' | 'id'>,
  ms: number,
): Outcome {
  const { id, suffix } = readFaults(asked.id, book.dialect);
  return told(ledger.look(asked.kind, id, suffix, ms), codes.missing);
}

function told(entry: Entry | undefined, missing: string): Outcome {
  if (entry === undefined) return { code: missing };
  return entry.payment.result === undefined ? { facts: entry.facts } : { code: entry.payment.result };
}

function outcome<Context>(
  { book, codes }: Speaker<Context>,
  ledger: Ledger,
  asked: Inquiry,
  spoils: Spoils,
  now: number,
): Outcome {
  if (spoils.code !== undefined) return { code: spoils.code };
  if (spoils.instead === 'unknown') return { code: codes.unknown };
  if (spoils.instead === 'throttled') return { code: codes.throttled };
  const { id, suffix } = readFaults(asked.id, book.dialect);
  const found = ledger.ask(asked.kind, id, suffix, now);
  if (spoils.instead === 'another') return { facts: ledger.another(found?.payment.merchantReference).facts };
  const answer = told(found, codes.missing);
  if (!('facts' in answer)) return answer;
  return { facts: spoiledFacts(book, answer.facts, spoils) };
}

function spoiledFacts(book: Book, truth: JsonObject, { status, amount, currency, withoutIds }: Spoils): JsonObject {
  let facts = truth;
  if (status !== undefined) facts = book.withStatus(facts, status);
  if (amount !== undefined || currency !== undefined) facts = book.withAmount(facts, { amount, currency });
  return withoutIds === true ? book.withIds(facts, undefined) : facts;
}
