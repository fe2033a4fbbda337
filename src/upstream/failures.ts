import { CountBreaker, type CircuitState, type IBreaker } from 'cockatiel';

/** So many calls that fail and no success among them: an outage. */
const RUN = 20;
/** More failures than successes, over so many calls: too much is wrong to go on. */
const LATEST = 200;
const SHARE = 0.5;
const FEWEST = 100;

/**
 * When failures are too many: twenty in a row, or more than half of the last two hundred. In a row means as the calls
 * began. What fails ends last, after its retries or its timeout, so that a few failures among many successes would
 * otherwise be a row of their own.
 */
export class Failures implements IBreaker {
  readonly #share = new CountBreaker({ threshold: SHARE, size: LATEST, minimumNumberOfCalls: FEWEST });
  #begun = 0;
  #begunBeforeOpening = 0;
  #lastHealthy = 0;
  /** Those that began after the last healthy one. */
  #run: number[] = [];

  /** A call begins: its number. */
  begin(): number {
    this.#begun += 1;
    return this.#begun;
  }

  /** The breaker has opened. */
  opened(): void {
    this.#begunBeforeOpening = this.#begun;
  }

  /** Whether the call of this number began before the breaker last opened: how it ends is old news. */
  isOld(call: number): boolean {
    return call <= this.#begunBeforeOpening;
  }

  /** How the call of this number ended; to be told before Cockatiel is, which does not say whose end it counts. */
  end(call: number, isHealthy: boolean): void {
    if (!isHealthy) {
      if (call > this.#lastHealthy && this.#run.length < RUN) this.#run.push(call);
      return;
    }
    this.#lastHealthy = Math.max(this.#lastHealthy, call);
    if (this.#run.length > 0) this.#run = this.#run.filter((failed) => failed > this.#lastHealthy);
  }

  success(state: CircuitState): void {
    this.#share.success(state);
  }

  failure(state: CircuitState): boolean {
    const isShareOver = this.#share.failure(state);
    return isShareOver || this.#run.length >= RUN;
  }

  // Cockatiel keeps it for processes that do not last; this one does.
  get state(): null {
    return null;
  }
}
