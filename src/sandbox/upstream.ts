import type { IncomingHttpHeaders } from 'node:http';

import type { SandboxDialect } from './accounts.ts';
import { readFaults, spoilsAt } from './faults.ts';
import type { Spoils } from './faults.ts';
import type { JsonObject } from './json.ts';
import type { Book, IdKind, Ledger } from './ledger.ts';
import { Recent } from './recent.ts';
import type { Requests } from './requests.ts';

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
  readonly body: string;
  readonly transport?: Spoils['transport'];
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
  readonly delay: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly requests: Requests;
}

/** Answers the requests for one dialect. */
export type Upstream = (arrival: Arrival) => Promise<Answer>;

/** The upstream that speaks like this about the payments of this ledger. */
export function upstream<Context>(speaker: Speaker<Context>, ledger: Ledger, around: Surroundings): Upstream {
  const dialect: SandboxDialect = speaker.book.dialect;
  const tries = new Recent<number>(10_000);
  return async (arrival) => {
    const reading = speaker.read(arrival);
    const record = { dialect, at: around.now(), headers: arrival.headers, body: arrival.body.toString() };
    if ('answer' in reading) {
      around.requests.record({ ...record, refusedWith: reading.refusedWith });
      return reading.answer;
    }
    const { inquiry, context } = reading;
    around.requests.record({ ...record, inquiry });
    const { id, suffix, faults } = readFaults(inquiry.id, dialect);
    const attempt = (tries.get(inquiry.id) ?? 0) + 1;
    if (faults.length > 0) tries.set(inquiry.id, attempt);
    const spoils = spoilsAt(faults, attempt);
    if (spoils.delayMs !== undefined) await around.delay(spoils.delayMs, arrival.signal);
    const answer = speaker.say(outcome(speaker, ledger, { ...inquiry, id }, suffix, spoils), context, spoils);
    return spoils.transport === undefined ? answer : { ...answer, transport: spoils.transport };
  };
}

function outcome<Context>(
  { book, codes }: Speaker<Context>,
  ledger: Ledger,
  { kind, id }: Inquiry,
  suffix: string,
  spoils: Spoils,
): Outcome {
  if (spoils.code !== undefined) return { code: spoils.code };
  if (spoils.instead === 'unknown') return { code: codes.unknown };
  if (spoils.instead === 'throttled') return { code: codes.throttled };
  const found = ledger.find(kind, id, suffix);
  if (spoils.instead === 'another') return { facts: ledger.another(found?.payment.merchantReference).facts };
  if (found === undefined) return { code: codes.missing };
  if (found.payment.result !== undefined) return { code: found.payment.result };
  const facts = spoils.status === undefined ? found.facts : book.withStatus(found.facts, spoils.status);
  return { facts: spoils.withoutIds === true ? book.withIds(facts, undefined) : facts };
}
