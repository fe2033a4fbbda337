/** Where time comes from; injected, so that no test waits for it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms`; rejects as soon as the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls back after `ms`, unless what it gives is called before. For what is nearly always called off. */
  after(ms: number, then: () => void): () => void;
}
