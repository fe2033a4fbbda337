import { BrokenCircuitError, circuitBreaker, CircuitState, handleWhenResult } from 'cockatiel';
import type { Availability } from '../domain/availability.ts';
import type { Clock } from '../domain/clock.ts';
import type { Answer } from '../domain/inquiry.ts';
import { Failures } from './failures.ts';
import { Pauses } from './pauses.ts';

/** What a call tells of the upstream's health. */
type Verdict = 'healthy' | 'failing' | 'nothing';

/** The attempt told of last. */
interface Told {
  last: Answer | null;
}

/** Holds calls back from an upstream that keeps failing, and lets one through now and then to see. */
export class Breaker {
  readonly #failures = new Failures();
  readonly #pauses: Pauses;
  readonly #policy;

  /** `onChange` is told when it opens, tries whether the upstream has recovered, and closes. */
  constructor(clock: Clock, onChange: (availability: Availability) => void = () => undefined) {
    this.#pauses = new Pauses(clock, (result) => 'value' in result && result.value === 'nothing');
    this.#policy = circuitBreaker(
      handleWhenResult((verdict) => verdict !== 'healthy'),
      { breaker: this.#failures, halfOpenAfter: this.#pauses },
    );
    this.#policy.onStateChange((state) => {
      if (state === CircuitState.Open) this.#failures.opened();
      if (state === CircuitState.Closed) onChange('AVAILABLE');
      else onChange(state === CircuitState.HalfOpen ? 'RECOVERING' : 'UNAVAILABLE');
    });
  }

  /**
   * The call's answer, or null when it was held back. The call tells of each attempt that ended by itself; the last one
   * told is what the upstream's health is judged by.
   */
  async run(call: (ended: (attempt: Answer) => void) => Promise<Answer>): Promise<Answer | null> {
    // One call finds out whether the upstream has recovered. Waiting for what it finds would have no bound.
    if (this.#isProbing) return null;
    let answer: Promise<Answer> | null = null;
    try {
      await this.#policy.execute(() => {
        const told: Told = { last: null };
        answer = call((attempt) => (told.last = attempt));
        return this.#verdictOn(answer, told);
      });
    } catch (error) {
      if (!(error instanceof BrokenCircuitError || error instanceof NothingLearntError)) throw error;
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

  async #verdictOn(answer: Promise<Answer>, told: Told): Promise<Verdict> {
    const isProbe = this.#isProbing;
    const call = this.#failures.begin();
    try {
      await answer;
    } catch {
      // Whoever asked is told of a failure by the answer itself.
    }
    const { last } = told;
    // Cockatiel would count it as if it had begun since: a late failure while a call finds out would open it again.
    if (last !== null && !this.#failures.isOld(call)) {
      const isHealthy = !isFailing(last);
      this.#failures.end(call, isHealthy);
      return isHealthy ? 'healthy' : 'failing';
    }
    // Cockatiel leaves a rejection out of its count, except that it takes it for a probe's success.
    if (isProbe) return 'nothing';
    throw new NothingLearntError();
  }
}

/** No attempt ended by itself: the caller left, or had no time left when its turn came. Or the call is too old to tell. */
class NothingLearntError extends Error {
  override readonly name = 'NothingLearntError';
}

/**
 * Read from the answer, not its HTTP status: Alipay reports failure in a 200 and a not-found in a 400. Callers'
 * mistakes, not-founds and throttling say nothing of the upstream's health; nor does an answer with a good signature
 * that is about another payment or holds an amount we cannot read, nor that one payment is still being processed.
 */
function isFailing({ result, exchange }: Answer): boolean {
  if (result.ofPayment === true) return false;
  if (result.status !== 'UNKNOWN' || result.action === 'RETRY_LATER') return false;
  return result.action !== 'CONTACT_SUPPORT' || exchange?.signatureVerified !== true;
}
