import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  CountBreaker,
  ExponentialBackoff,
  handleWhenResult,
} from 'cockatiel';
import type { Answer } from '../domain/inquiry.ts';
import type { ResultInfo } from '../domain/result.ts';
import type { Availability } from '../domain/availability.ts';

/** Holds calls back from an upstream that keeps failing, and lets one through now and then to see. */
export class Breaker {
  readonly #policy = circuitBreaker(
    handleWhenResult((outcome) => isOutcome(outcome) && outcome.failing),
    {
      breaker: new CountBreaker({ threshold: 0.5, size: 20, minimumNumberOfCalls: 20 }),
      halfOpenAfter: new ExponentialBackoff({ initialDelay: 5_000, maxDelay: 30_000 }),
    },
  );

  /** The call's answer, or null when it was held back. */
  async run(call: () => Promise<Answer>): Promise<Answer | null> {
    try {
      const { answer } = await this.#policy.execute(async () => {
        const given = await call();
        return { answer: given, failing: isUpstreamFailing(given.result) };
      });
      return answer;
    } catch (error) {
      if (error instanceof BrokenCircuitError) return null;
      throw error;
    }
  }

  get availability(): Availability {
    if (this.#policy.state === CircuitState.Closed) return 'AVAILABLE';
    return this.#policy.state === CircuitState.HalfOpen ? 'RECOVERING' : 'UNAVAILABLE';
  }
}

function isOutcome(value: unknown): value is { readonly failing: boolean } {
  return typeof value === 'object' && value !== null && 'failing' in value;
}

/**
 * Read from the answer's body, not its HTTP status: Alipay reports failure in a 200 and a not-found in a 400.
 * Callers' mistakes, not-founds and throttling say nothing of the upstream's health.
 */
function isUpstreamFailing(result: ResultInfo): boolean {
  return result.status === 'UNKNOWN' && result.action !== 'RETRY_LATER';
}
