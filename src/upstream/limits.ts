/** Bounds on what is asked of upstreams. Times are in milliseconds, sizes in bytes. */
export interface UpstreamLimits {
  /** At most this many attempts for one inquiry. */
  readonly attempts: number;
  /** One attempt, from connecting to the last byte. */
  readonly attemptTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** A longer answer is cut off and is no answer. */
  readonly answerBytes: number;
  /** How far a signed response time may be from ours before the answer counts as a replay. */
  readonly clockToleranceMs: number;
  readonly perAccount: {
    /** Inquiries under way at once. */
    readonly concurrency: number;
    /** Attempts begun in a second. */
    readonly ratePerSecond: number;
    /** Inquiries waiting for a slot; when there are more, the newest of the operation with most of them is refused. */
    readonly queue: number;
  };
}

/** What the configuration may leave out. */
export const DEFAULT_UPSTREAM_LIMITS: UpstreamLimits = {
  attempts: 3,
  attemptTimeoutMs: 2_000,
  connectTimeoutMs: 1_000,
  answerBytes: 1_048_576,
  clockToleranceMs: 600_000,
  perAccount: { concurrency: 64, ratePerSecond: 200, queue: 1_024 },
};
