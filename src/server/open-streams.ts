import type { GraphQLError } from 'graphql';
import type { Admittance } from './access/admittance.ts';
import type { Arrival } from './arrival.ts';

/** Why a caller who was admitted like that may have a stream no longer; null while they may. Never rejects. */
export type Verdict = (arrival: Arrival, admittedBy: Admittance) => Promise<GraphQLError | null>;

/** One stream being sent. */
export interface OpenStream {
  /** Aborted when its caller may have it no longer. */
  readonly revoked: AbortSignal;
  /** Why; null while they may. */
  readonly fault: () => GraphQLError | null;
  /** Resolves when it is known whether they may: nothing is to be sent before. */
  readonly settled: () => Promise<void>;
  /** It is over. */
  readonly close: () => void;
}

interface JudgedStream extends OpenStream {
  readonly judge: (verdict: Verdict) => void;
}

/** The streams being sent. When callers come to be told apart in another way, each has to stand before it again. */
export class OpenStreams {
  readonly #open = new Set<JudgedStream>();
  #latest: { readonly admittance: Admittance; readonly verdict: Verdict } | null = null;

  /** From now on callers are told apart like this, and those who have streams already are judged like that. */
  adopt(admittance: Admittance, verdict: Verdict): void {
    this.#latest = { admittance, verdict };
    for (const stream of this.#open) stream.judge(verdict);
  }

  open(arrival: Arrival, admittedBy: Admittance): OpenStream {
    const stream = judged(arrival, admittedBy, () => this.#open.delete(stream));
    this.#open.add(stream);
    // Admitted before the change, but begun after it.
    if (this.#latest !== null && this.#latest.admittance !== admittedBy) stream.judge(this.#latest.verdict);
    return stream;
  }
}

function judged(arrival: Arrival, admittedBy: Admittance, close: () => void): JudgedStream {
  const revoked = new AbortController();
  let fault: GraphQLError | null = null;
  let judgement = Promise.resolve();
  return {
    revoked: revoked.signal,
    fault: () => fault,
    settled: () => judgement,
    close,
    judge(verdict) {
      judgement = judgement.then(async () => {
        fault ??= await verdict(arrival, admittedBy);
        if (fault !== null) revoked.abort();
      });
    },
  };
}
