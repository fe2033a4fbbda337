import type { Dispatcher } from 'undici';
import { gatewayResult } from '../domain/gateway-results.ts';
import type { Answer } from '../domain/inquiry.ts';
import type { Reference } from '../domain/reference.ts';
import type { Account } from './account.ts';
import { somebody, type Askers } from './askers.ts';
import { attempts, unasked, type AttemptsMeans, type Inquiring, type Tell } from './attempts.ts';
import type { Availability } from '../domain/availability.ts';
import { Connections } from './connections.ts';
import type { UpstreamLimits } from './limits.ts';
import { Lines, type Line, type UpstreamSettings } from './lines.ts';
import { availabilityOf, readingOf, type AccountReading } from './reading.ts';
import { NoSlotError, type Slot } from './slots.ts';

/** One inquiry, as it is asked for. */
export interface InquiryTerms extends Pick<Inquiring, 'reference' | 'demand'> {
  /** Those it is made for; somebody who waits however long it takes, when absent. */
  readonly askers?: Askers | undefined;
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
  /** Asks less often, or not at all for so long: another process that asks the same upstream was told to. */
  slowDown(account: string, pauseMs: number): void;
}

/** What the upstreams are made of. */
export interface UpstreamMeans extends Omit<AttemptsMeans, 'connections'> {
  readonly accounts: readonly Account[];
  readonly limits: UpstreamLimits;
  /** Connections; made from the limits when not given. */
  readonly dispatcher?: Dispatcher | undefined;
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
    slowDown: (account, pauseMs) => void lines.current.get(account)?.slots.slowDown(clock.now(), pauseMs),
    close() {
      lines.close();
      return connections.close();
    },
  };
}

type Means = UpstreamMeans & AttemptsMeans;

async function inTurn(line: Line, asking: Inquiring, means: Means, signal: AbortSignal): Promise<Answer> {
  // What is held back needs no slot, and must not keep one from the call that finds out.
  if (line.breaker.availability === 'UNAVAILABLE') return heldBack(asking.reference, means);
  const { account, slots, breaker } = line;
  const { reference, askers, tell } = asking;
  const cameAt = means.clock.now();
  let slot: Slot;
  try {
    slot = await slots.take(askers, signal, () => tell(unasked(reference, SLOWED_DOWN)));
  } catch (error) {
    if (!(error instanceof NoSlotError)) tellWait(account, cameAt, means);
    throw error;
  }
  tellWait(account, cameAt, means);
  try {
    const answer = await breaker.run((ended) => attempts(line, slot, asking, means, signal, ended));
    return answer ?? heldBack(reference, means);
  } finally {
    slot.release();
  }
}

function tellWait({ id }: Account, cameAt: number, { clock, onEvent }: Means): void {
  onEvent({ kind: 'waited', account: id, ms: clock.now() - cameAt });
}

const HELD_BACK = gatewayResult('GATEWAY_CIRCUIT_OPEN', 'calls to this account are held back');
const SLOWED_DOWN = gatewayResult('GATEWAY_OVERLOADED', 'asked too often: calls to this account are slowed down');

function heldBack(reference: Reference, { onEvent }: Means): Answer {
  onEvent({ kind: 'unsent', account: reference.account, reason: 'held-back' });
  return unasked(reference, HELD_BACK);
}
