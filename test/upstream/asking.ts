import type { Dispatcher } from 'undici';
import { NO_DEMAND } from '../../src/domain/demand.ts';
import type { Answer } from '../../src/domain/inquiry.ts';
import type { Account } from '../../src/upstream/account.ts';
import type { Askers } from '../../src/upstream/askers.ts';
import type { UpstreamEvent } from '../../src/upstream/events.ts';
import { DEFAULT_UPSTREAM_LIMITS, type UpstreamLimits } from '../../src/upstream/limits.ts';
import type { Tell } from '../../src/upstream/attempts.ts';
import { createUpstream, type Upstreams } from '../../src/upstream/upstream.ts';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { reference } from './accounts.ts';
import { rsaSign, type Sign } from '../../src/crypto/signature.ts';

/** Upstreams over real HTTP in virtual time. */
export class Asking implements AsyncDisposable {
  readonly clock: VirtualClock;
  readonly upstream: Upstreams;
  readonly events: UpstreamEvent[] = [];
  readonly slept: number[] = [];
  /** What the pauses between attempts are made from. */
  random = 0;
  #ids = 0;

  constructor(
    accounts: readonly Account[],
    limits: Partial<UpstreamLimits> = {},
    {
      clock = new VirtualClock(),
      dispatcher,
      sign = rsaSign,
    }: { clock?: VirtualClock; dispatcher?: Dispatcher; sign?: Sign } = {},
  ) {
    this.clock = clock;
    const sleep = clock.sleep.bind(clock);
    clock.sleep = (ms, signal) => {
      this.slept.push(ms);
      return sleep(ms, signal);
    };
    this.upstream = createUpstream({
      accounts,
      limits: { ...DEFAULT_UPSTREAM_LIMITS, ...limits },
      clock,
      dispatcher,
      sign,
      newId: () => `00000000-0000-4000-8000-${String((this.#ids += 1)).padStart(12, '0')}`,
      random: () => this.random,
      onEvent: (event) => this.events.push(event),
    });
  }

  ask(
    id: string,
    signal = new AbortController().signal,
    account = this.upstream.accounts[0]!,
    tell?: Tell,
    askers?: Askers,
  ): Promise<Answer> {
    const asked = reference(id, account.id, account.dialect);
    return this.upstream.inquire({ reference: asked, demand: () => NO_DEMAND, askers, tell }, signal);
  }

  /** What the promise comes to, while no time passes but the pauses of no length. */
  async now<T>(promise: Promise<T>): Promise<T> {
    const state = { done: false };
    const end = () => {
      state.done = true;
    };
    promise.then(end, end);
    while (!state.done) await this.clock.advance(0);
    return promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.upstream.close();
  }
}
