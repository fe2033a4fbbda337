/** When a server is no longer worth asking, and how to see that it is again. */
export interface StandingTerms {
  /** How many failures in a row it takes. */
  readonly failures: number;
  /** How often it is tried meanwhile. */
  readonly tryEveryMs: number;
  /** Whether asking works again. Never rejects. */
  readonly attempt: () => Promise<boolean>;
  readonly onChange: (reason: string) => void;
}

/**
 * Whether a server is worth asking. After some failures in a row it is not, until a trial of our own has gone well:
 * nobody who wants an answer pays for finding out.
 */
export class Standing {
  readonly #terms: StandingTerms;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(terms: StandingTerms) {
    this.#terms = terms;
  }

  get isGood(): boolean {
    return this.#failures < this.#terms.failures;
  }

  succeeded(): void {
    const wasBad = !this.isGood;
    this.#failures = 0;
    if (!wasBad) return;
    this.end();
    this.#terms.onChange('it answers again');
  }

  failed(reason: string): void {
    this.#failures += 1;
    if (this.#failures !== this.#terms.failures) return;
    this.#tryLater();
    this.#terms.onChange(reason);
  }

  /** Tries no more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #tryLater(): void {
    const { tryEveryMs, attempt } = this.#terms;
    const timer = setTimeout(() => {
      void attempt().then((isWorking) => {
        if (this.#timer !== timer) return;
        if (isWorking) this.succeeded();
        else this.#tryLater();
      });
    }, tryEveryMs).unref();
    this.#timer = timer;
  }
}
