import type { Dispatcher } from 'undici';
import type { Question } from '../dialects/dialect.ts';
import { cutTo, type Demand } from '../domain/demand.ts';
import { gatewayResult } from '../domain/gateway-results.ts';
import type { Answer, Exchange } from '../domain/inquiry.ts';
import type { Reference } from '../domain/reference.ts';
import type { ResultInfo } from '../domain/result.ts';
import type { Account } from './account.ts';
import { somebody, type Askers } from './askers.ts';
import { attempt, type AttemptMeans } from './attempt.ts';
import type { Availability } from '../domain/availability.ts';
import { Connections } from './connections.ts';
import { DeadlineError } from './deadline.ts';
import { eventsOf, type UpstreamEvent } from './events.ts';
import type { UpstreamLimits } from './limits.ts';
import { Lines, type Line, type UpstreamSettings } from './lines.ts';
import { availabilityOf, readingOf, type AccountReading } from './reading.ts';
import { NoSlotError } from './slots.ts';

/** Takes what an inquiry would come to if no more time were given. */
export type Tell = (soFar: Answer) => void;

/** One inquiry, as it is asked for. */
export interface InquiryTerms {
  readonly reference: Reference;
  /** Called when the first attempt is about to be sent, so that whoever joins one that waits for its slot can widen it. */
  readonly demand: () => Demand;
  /** Those it is made for; somebody who waits however long it takes, when absent. */
  readonly askers?: Askers | undefined;
  /**
   * Given what there is to say as long as there is no answer: that the attempt under way has brought none yet, or what
   * the last one brought.
   */
  readonly tell?: Tell | undefined;
}

/** The upstreams, one inquiry at a time. */
export interface Upstream {
  readonly accounts: readonly Account[];
  /**
   * Asks about one payment until there is an answer, no further attempt is allowed, or `signal` aborts: for how long it
   * waits for a slot is up to whoever asks. What goes wrong is in the answer's result; it rejects only when `signal`
   * aborts.
   */
  inquire(inquiry: InquiryTerms, signal: AbortSignal): Promise<Answer>;
  availability(account: string): Availability;
  close(): Promise<void>;
}

/** The port, and what whoever runs the gateway may want to know. */
export interface Upstreams extends Upstream {
  readings(): AccountReading[];
  /** Inquiries that begin from now on go by these. Those under way end with what they began with. */
  adopt(settings: UpstreamSettings): void;
}

/** What the upstreams are made of. */
export interface UpstreamMeans extends Omit<AttemptMeans, 'connections'> {
  readonly accounts: readonly Account[];
  readonly limits: UpstreamLimits;
  /** Connections; made from the limits when not given. */
  readonly dispatcher?: Dispatcher | undefined;
  /** Between 0 and 1, for the pauses between attempts. */
  readonly random: () => number;
  readonly onEvent: (event: UpstreamEvent) => void;
}

/** Opens the upstreams of these accounts. */
export function createUpstream(given: UpstreamMeans): Upstreams {
  const { accounts, limits, clock, onEvent } = given;
  const connections = new Connections(limits, given.dispatcher);
  const means = { ...given, connections };
  const lines = new Lines({ accounts, limits, formerKeysMs: 0 }, clock, (account, availability) =>
    onEvent({ kind: 'breaker', account, availability }),
  );

  return {
    get accounts() {
      return lines.accounts;
    },
    async inquire({ reference, demand, askers = somebody(), tell = () => undefined }, signal) {
      const line = lines.for(reference);
      if (line === undefined) return unasked(reference, gatewayResult('GATEWAY_NOT_CONFIGURED', 'no such account'));
      try {
        return await inTurn(line, { reference, demand, askers, tell }, means, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        if (error instanceof NoSlotError) {
          onEvent({ kind: 'unsent', account: reference.account, reason: 'overloaded' });
          return unasked(reference, gatewayResult('GATEWAY_OVERLOADED', error.message));
        }
        onEvent({ kind: 'fault', account: reference.account, error });
        return unasked(reference, gatewayResult('GATEWAY_INTERNAL', 'the gateway failed'));
      }
    },
    availability(id) {
      const line = lines.current.get(id);
      return line === undefined ? 'UNAVAILABLE' : availabilityOf(line);
    },
    readings: () => Array.from(lines.current.values(), readingOf),
    adopt(settings) {
      lines.adopt(settings);
      connections.adopt(
        settings.limits,
        settings.accounts.map(({ conversation }) => conversation.origin),
      );
    },
    close() {
      lines.close();
      return connections.close();
    },
  };
}

type Means = UpstreamMeans & AttemptMeans;
type Ended = (attempt: Answer) => void;

type Asking = { readonly [Term in keyof InquiryTerms]-?: NonNullable<InquiryTerms[Term]> };

async function inTurn(line: Line, asking: Asking, means: Means, signal: AbortSignal): Promise<Answer> {
  // What is held back needs no slot, and must not keep one from the call that finds out.
  if (line.breaker.availability === 'UNAVAILABLE') return heldBack(asking.reference, means);
  await takeSlot(line, asking, means, signal);
  try {
    const answer = await line.breaker.run((ended) => persist(line, asking, means, signal, ended));
    return answer ?? heldBack(asking.reference, means);
  } finally {
    line.slots.release();
  }
}

async function takeSlot(
  { account, slots }: Line,
  { reference, askers, tell }: Asking,
  { clock, onEvent }: Means,
  signal: AbortSignal,
): Promise<void> {
  const cameAt = clock.now();
  const tellWait = () => onEvent({ kind: 'waited', account: account.id, ms: clock.now() - cameAt });
  try {
    await slots.take(askers, signal, () => tell(unasked(reference, SLOWED_DOWN)));
    tellWait();
  } catch (error) {
    if (!(error instanceof NoSlotError)) tellWait();
    throw error;
  }
}

/** Attempts until one brings a result that asking again would not change, or no further attempt is allowed. */
async function persist(
  line: Line,
  { reference, demand, askers, tell }: Asking,
  means: Means,
  signal: AbortSignal,
  ended: Ended,
): Promise<Answer> {
  const { clock, random, onEvent } = means;
  const { account, limits, budget, slots } = line;
  const question = { reference, demand: cutTo(demand(), account.options) };
  budget.call();
  for (let retries = 0; ; retries += 1) {
    const begunAt = clock.now();
    const answer = await oneAttempt(line, question, retries, { tell, ended }, means, signal);
    for (const event of eventsOf(answer, clock.now() - begunAt)) onEvent(event);
    const mayRetry = isWorthRetrying(answer.result) && retries + 1 < limits.attempts && !signal.aborted;
    if (!mayRetry) return answer;
    const isAllowed = budget.takeRetry();
    onEvent({ kind: 'retry', account: account.id, isAllowed });
    if (!isAllowed) return answer;
    tell(answer);
    const turn = clock.sleep(pause(retries, random), signal).then(() => slots.again(askers, signal));
    if (!(await inTime(turn, signal))) return answer;
  }
}

const HELD_BACK = gatewayResult('GATEWAY_CIRCUIT_OPEN', 'calls to this account are held back');
const SLOWED_DOWN = gatewayResult('GATEWAY_OVERLOADED', 'asked too often: calls to this account are slowed down');
const NOT_YET = gatewayResult('GATEWAY_TIMEOUT', 'the time given was over before the answer came');

/**
 * One attempt, told of as soon as it begins, and again when it has shown how the upstream does: by ending, or by taking
 * all its time. One that began late and was cut short by its caller's deadline shows nothing; the last tenth makes up
 * for timers that end together.
 */
async function oneAttempt(
  line: Line,
  question: Question,
  retries: number,
  { tell, ended }: { readonly tell: Tell; readonly ended: Ended },
  means: Means,
  signal: AbortSignal,
): Promise<Answer> {
  const { clock, onEvent } = means;
  const { account, limits, slots } = line;
  const begunAt = clock.now();
  const hadItsTime = () => clock.now() - begunAt >= 0.9 * limits.attemptTimeoutMs;
  let soFar = unasked(question.reference, NOT_YET);
  const onBegun = (exchange: Exchange) => {
    soFar = { ...soFar, exchange, retries };
    tell(soFar);
  };
  try {
    const { answer: came, throttled } = await attempt(line, question, means, signal, onBegun);
    const answer = { ...came, retries };
    const slowdown = throttled && slots.slowDown(begunAt, throttled.pauseMs);
    if (slowdown) onEvent({ kind: 'slowed-down', account: account.id, ...slowdown });
    if (!signal.aborted || hadItsTime()) ended(answer);
    return answer;
  } catch (error) {
    if (hadItsTime()) ended(soFar);
    if (signal.aborted && soFar.exchange !== null)
      means.onEvent({ kind: 'abandoned', account: account.id, dialect: account.dialect });
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
function pause(retries: number, random: () => number): number {
  return Math.round(random() * Math.min(1_000, 50 * 2 ** retries));
}

function heldBack(reference: Reference, { onEvent }: Means): Answer {
  onEvent({ kind: 'unsent', account: reference.account, reason: 'held-back' });
  return unasked(reference, HELD_BACK);
}

function unasked(reference: Reference, result: ResultInfo): Answer {
  return { reference, result, payment: null, exchange: null, retries: 0 };
}
