import { BrokenCircuitError, circuitBreaker, CircuitState, CountBreaker, handleWhenResult } from 'cockatiel';
import type { Availability } from '../domain/availability.ts';
import type { Clock } from '../domain/clock.ts';
import type { Answer } from '../domain/inquiry.ts';
import { Pauses } from './pauses.ts';

/** What a call tells of the upstream's health. */
type Verdict = 'healthy' | 'failing' | 'nothing';

/** Holds calls back from an upstream that keeps failing, and lets one through now and then to see. */
export class Breaker {
  readonly #pauses: Pauses;
  readonly #policy;

  constructor(clock: Clock) {
    this.#pauses = new Pauses(clock, (result) => 'value' in result && result.value === 'nothing');
    this.#policy = circuitBreaker(
      handleWhenResult((verdict) => verdict !== 'healthy'),
      {
        breaker: new CountBreaker({ threshold: 0.5, size: 20, minimumNumberOfCalls: 20 }),
        halfOpenAfter: this.#pauses,
      },
    );
  }

  /** The call's answer, or null when it was held back. */
  async run(call: () => Promise<Answer>): Promise<Answer | null> {
    // One call finds out whether the upstream has recovered. Waiting for what it finds would have no bound.
    if (this.#isProbing) return null;
    let answer: Promise<Answer> | null = null;
    try {
      await this.#policy.execute(() => this.#verdictOn((answer = call())));
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error;
    }
    return answer;
  }

  get availability(): Availability {
    if (this.#policy.state === CircuitState.Closed) return 'AVAILABLE';
    return this.#isProbing || this.#pauses.isOver ? 'RECOVERING' : 'UNAVAILABLE';
  }

  get #isProbing(): boolean {
    return this.#policy.state === CircuitState.HalfOpen;
  }

  async #verdictOn(answer: Promise<Answer>): Promise<Verdict> {
    const isProbe = this.#isProbing;
    try {
      return isFailing(await answer) ? 'failing' : 'healthy';
    } catch (error) {
      // A caller who left. Cockatiel leaves that out of its count, except that it takes it for a probe's success.
      if (isProbe) return 'nothing';
      throw error;
    }
  }
}

/**
 * Read from the answer, not its HTTP status: Alipay reports failure in a 200 and a not-found in a 400. Callers'
 * mistakes, not-founds and throttling say nothing of the upstream's health; nor does an answer with a good signature
 * that is about another payment or holds an amount we cannot read.
 */
function isFailing({ result, exchange }: Answer): boolean {
  if (result.status !== 'UNKNOWN' || result.action === 'RETRY_LATER') return false;
  return result.action !== 'CONTACT_SUPPORT' || exchange?.signatureVerified !== true;
}
