import type { Question } from '../dialects/dialect.ts';
import { cutTo, type Demand } from '../domain/demand.ts';
import { gatewayResult } from '../domain/gateway-results.ts';
import type { Answer, Exchange } from '../domain/inquiry.ts';
import type { Reference } from '../domain/reference.ts';
import type { ResultInfo } from '../domain/result.ts';
import type { Askers } from './askers.ts';
import { attempt, type AttemptMeans } from './attempt.ts';
import { attemptTimeMs } from './attempt-time.ts';
import { DeadlineError } from './deadline.ts';
import { eventsOf, type UpstreamEvent } from './events.ts';
import type { Line } from './lines.ts';
import { NoSlotError, type Slot } from './slots.ts';

/** Takes what an inquiry would come to if no more time were given. */
export type Tell = (soFar: Answer) => void;

/** One inquiry under way. */
export interface Inquiring {
  readonly reference: Reference;
  /** Called when the first attempt is about to be sent, so that whoever joins one that waits for its slot can widen it. */
  readonly demand: () => Demand;
  /** Those it is made for. */
  readonly askers: Askers;
  /**
   * Given what there is to say as long as there is no answer: why it waits, that the attempt under way has brought none
   * yet, or what the last one brought.
   */
  readonly tell: Tell;
}

/** What attempts need from outside. */
export interface AttemptsMeans extends AttemptMeans {
  /** Between 0 and 1, for the pauses between attempts. */
  readonly random: () => number;
  readonly onEvent: (event: UpstreamEvent) => void;
}

type Ended = (attempt: Answer) => void;

/** Attempts, while it holds the slot, until one brings a result that asking again would not change, or no further attempt is allowed. */
export async function attempts(
  line: Line,
  slot: Slot,
  { reference, demand, askers, tell }: Inquiring,
  means: AttemptsMeans,
  signal: AbortSignal,
  ended: Ended,
): Promise<Answer> {
  const { clock, random, onEvent } = means;
  const { account, limits, budget } = line;
  const question = { reference, demand: cutTo(demand(), account.options) };
  budget.call();
  const silence: Silence = { ms: 0 };
  for (let retries = 0; ; retries += 1) {
    const begunAt = clock.now();
    const isLast = retries + 1 >= limits.attempts || !budget.allowsRetry;
    const timeMs = isLast ? limits.attemptTimeoutMs : attemptTimeMs(limits, askers.until - begunAt);
    const one = { retries, timeMs, silence, tell, ended };
    const answer = await oneAttempt(line, question, one, means, signal);
    if (answer.exchange !== null) for (const event of eventsOf(answer, clock.now() - begunAt)) onEvent(event);
    const mayRetry = isWorthRetrying(answer.result) && retries + 1 < limits.attempts && !signal.aborted;
    if (!mayRetry) return answer;
    const isAllowed = budget.takeRetry();
    onEvent({ kind: 'retry', account: account.id, isAllowed });
    if (!isAllowed) return answer;
    tell(answer);
    const turn = clock.sleep(pauseAfter(retries, random), signal).then(() => slot.again(askers, signal));
    if (!(await inTime(turn, signal))) return answer;
  }
}

const NOT_YET = gatewayResult('GATEWAY_TIMEOUT', 'the time given was over before the answer came');

/** For how long attempts of an inquiry have been made that brought nothing. */
interface Silence {
  ms: number;
}

interface One {
  readonly retries: number;
  readonly timeMs: number;
  readonly silence: Silence;
  readonly tell: Tell;
  readonly ended: Ended;
}

/**
 * One attempt, told of as soon as it begins, and again when it has shown how the upstream does: by ending, or by being
 * silent for all the time an attempt has, together with those before. One that was cut short, to leave time for another
 * or by its caller's deadline, shows nothing by itself; the last tenth makes up for timers that end together.
 */
async function oneAttempt(
  line: Line,
  question: Question,
  { retries, timeMs, silence, tell, ended }: One,
  means: AttemptsMeans,
  signal: AbortSignal,
): Promise<Answer> {
  const { clock, onEvent } = means;
  const { account, limits, slots } = line;
  const begunAt = clock.now();
  // What signing takes is none of the upstream's silence, nor is a standstill of the process meanwhile.
  let sentAt = begunAt;
  const hadItsTime = () => silence.ms + clock.now() - sentAt >= 0.9 * limits.attemptTimeoutMs;
  let soFar = unasked(question.reference, NOT_YET);
  const onBegun = (exchange: Exchange) => {
    sentAt = clock.now();
    soFar = { ...soFar, exchange, retries };
    tell(soFar);
  };
  try {
    const { answer: came, throttled, isSilent } = await attempt(line, question, timeMs, means, signal, onBegun);
    const answer = retries === 0 ? came : { ...came, retries };
    const slowdown = throttled && slots.slowDown(begunAt, throttled.pauseMs);
    if (slowdown) onEvent({ kind: 'slowed-down', account: account.id, ...slowdown });
    const wasSent = answer.exchange !== null;
    if (wasSent && (hadItsTime() || !(isSilent || signal.aborted))) ended(answer);
    silence.ms = isSilent && wasSent ? silence.ms + clock.now() - sentAt : 0;
    return answer;
  } catch (error) {
    if (soFar.exchange === null) throw error;
    if (hadItsTime()) ended(soFar);
    if (signal.aborted) onEvent({ kind: 'abandoned', account: account.id, dialect: account.dialect });
    throw error;
  }
}

/** A payment that is being processed takes seconds, so that asking again at once would only cost calls. */
function isWorthRetrying({ action, ofPayment }: ResultInfo): boolean {
  return action === 'RETRY' && ofPayment !== true;
}

/** Whether it came before time ran out, or would; a caller who left is thrown on. */
async function inTime(turn: Promise<void>, signal: AbortSignal): Promise<boolean> {
  try {
    await turn;
    return true;
  } catch (error) {
    if (error instanceof NoSlotError || signal.reason instanceof DeadlineError) return false;
    throw error;
  }
}

/** Full jitter over a span that doubles: 50 ms, 100 ms … at most a second. */
function pauseAfter(retries: number, random: () => number): number {
  return Math.round(random() * Math.min(1_000, 50 * 2 ** retries));
}

/** The answer to an inquiry of which nothing was sent. */
export function unasked(reference: Reference, result: ResultInfo): Answer {
  return { reference, result, payment: null, exchange: null, retries: 0 };
}
