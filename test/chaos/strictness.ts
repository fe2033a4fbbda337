/** How strictly a run is judged where the machine has a say. What is right and what is wrong is not up to it. */
export interface Strictness {
  /** How far the ninety-ninth of a hundred operations may end after its deadline, in milliseconds. */
  readonly latencySlackMs: number;
  /** How much the heap may have changed since the warm-up, in bytes. */
  readonly heapBound: number;
  /** The share of what could be had that must have been. */
  readonly goodput: number;
  /** How late an attempt that was decided may arrive, in milliseconds, beside what the machine is late by. */
  readonly skewMs: number;
  /** How often the breaker may open without an outage. */
  readonly openings: number;
}

/** For a machine with nothing else to do. */
export const STRICT: Strictness = {
  ...{ latencySlackMs: 50, heapBound: 5_000_000, goodput: 0.9 },
  ...{ skewMs: 750, openings: 0 },
};

/** For one that may be busy: then upstreams that are well may answer too late. */
export const LENIENT: Strictness = {
  ...{ latencySlackMs: 20_000, heapBound: 25_000_000, goodput: 0.3 },
  ...{ skewMs: 5_000, openings: Infinity },
};
