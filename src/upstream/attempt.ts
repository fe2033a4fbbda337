import type { Sign } from '../crypto/signature.ts';
import type { PreparedInquiry, Question, RawResponse } from '../dialects/dialect.ts';
import { gatewayResult } from '../domain/gateway-results.ts';
import type { Answer, Exchange } from '../domain/inquiry.ts';
import type { ResultInfo } from '../domain/result.ts';
import type { Clock } from '../domain/clock.ts';
import type { Account } from './account.ts';
import type { Connections } from './connections.ts';
import { Deadline, DeadlineError } from './deadline.ts';
import { judge, type Judgement } from './judgement.ts';
import type { Line } from './lines.ts';
import { retryAfterMs } from './retry-after.ts';
import { post } from './transport.ts';
import { TransportError } from './transport-error.ts';

/** What an attempt needs from outside. */
export interface AttemptMeans {
  readonly connections: Pick<Connections, 'to'>;
  readonly clock: Clock;
  readonly sign: Sign;
  /** A UUID no other attempt has. */
  readonly newId: () => string;
}

/** What one attempt brought. */
export interface Attempted {
  readonly answer: Answer;
  /** That the upstream is asked too often, and how long it wants to be left alone, if it says so. */
  readonly throttled: { readonly pauseMs: number | null } | null;
  /** That the time given to it ended it. */
  readonly isSilent: boolean;
}

/**
 * Signs, sends, judges: one attempt. It has `timeMs` to be signed, and as much again from when it is sent. `onBegun` is called
 * when it is signed and about to be sent; what ends before has no exchange. Rejects when `signal` aborts for another reason than time.
 */
export async function attempt(
  { account, limits, keys }: Pick<Line, 'account' | 'limits' | 'keys'>,
  question: Question,
  timeMs: number,
  means: AttemptMeans,
  signal: AbortSignal,
  onBegun: (exchange: Exchange) => void,
): Promise<Attempted> {
  const { conversation } = account;
  const { origin } = conversation;
  const { connections, clock, sign } = means;
  const inquiry = conversation.prepare(question, { now: clock.now(), id: means.newId() });
  let begun: Exchange | null = null;
  let deadline: Deadline | undefined;
  try {
    deadline = new Deadline(clock, timeMs, signal);
    const signature = await sign(conversation.hash, Buffer.from(inquiry.toSign), account.privateKey);
    deadline.restart(timeMs);
    begun = exchangeOf(account, question, inquiry, null, null);
    onBegun(begun);
    const place = { origin, path: inquiry.path };
    const response = await post(connections.to(origin), place, inquiry.signed(signature), deadline);
    const { clockToleranceMs } = limits;
    const { reference } = question;
    const standard = { account, publicKeys: keys.current, reference, now: clock.now(), clockToleranceMs };
    const judgement = judge(inquiry, response, standard);
    const exchange = exchangeOf(account, question, inquiry, response, judgement);
    const { result, payment } = judgement;
    // Alipay does not sign what it says of throttling. What an answer that cannot be believed asks for is not heeded.
    const isThrottled = result.action === 'RETRY_LATER';
    const throttled = isThrottled ? { pauseMs: retryAfterMs(response, clock.now()) } : null;
    return { answer: { reference, result, payment, exchange, retries: 0 }, throttled, isSilent: false };
  } catch (error) {
    const result = failure(error);
    const answer = { reference: question.reference, result, payment: null, exchange: begun, retries: 0 };
    return { answer, throttled: null, isSilent: error instanceof DeadlineError };
  } finally {
    deadline?.end();
  }
}

/** What a failed exchange comes to. What is none of the upstream's doing, such as a caller who left, is thrown on. */
function failure(error: unknown): ResultInfo {
  if (error instanceof DeadlineError) return gatewayResult('GATEWAY_TIMEOUT', error.message);
  if (!(error instanceof TransportError)) throw error;
  const codes = {
    timeout: 'GATEWAY_TIMEOUT',
    unreachable: 'GATEWAY_UNREACHABLE',
    unacceptable: 'GATEWAY_MALFORMED_RESPONSE',
  } as const;
  return gatewayResult(codes[error.fault], error.message);
}

function exchangeOf(
  account: Account,
  question: Question,
  inquiry: PreparedInquiry,
  response: RawResponse | null,
  judgement: Judgement | null,
): Exchange {
  return {
    operation: account.conversation.operation,
    version: judgement?.version ?? inquiry.version,
    clientId: account.conversation.clientId,
    requestId: inquiry.requestId ?? (response && inquiry.traceId?.(response)) ?? null,
    requestedAt: inquiry.requestedAt,
    respondedAt: judgement?.respondedAt ?? null,
    reserve: judgement?.reserve ?? null,
    httpStatus: response?.status ?? null,
    signatureVerified: judgement?.signatureVerified ?? null,
    options: question.demand,
    body: response && textOf(response, judgement?.content ?? null),
  };
}

/** The body as text. Content that is as long as the body has bytes is all of it, as no character takes less than one. */
function textOf({ body }: RawResponse, content: string | null): string {
  return content?.length === body.length ? content : body.toString('utf8');
}
