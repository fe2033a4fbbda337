import { z } from 'zod';
import { DEFAULT_TIME_TO_LIVE as DEFAULTS } from '../lookup/time-to-live.ts';

const milliseconds = z.int().min(0).max(31_536_000_000);

/** How much is remembered and for how long. */
export const cacheSettings = z
  .strictObject({
    maxEntries: z.int().min(1).max(10_000_000).default(100_000).describe('identifiers remembered'),
    maxBytes: z
      .int()
      .min(1_024)
      .max(Number.MAX_SAFE_INTEGER)
      .default(268_435_456)
      .describe('roughly how much memory they may take'),
    succeededMs: milliseconds.default(DEFAULTS.succeededMs).describe('how long a paid payment’s answer stands'),
    endedMs: milliseconds.default(DEFAULTS.endedMs).describe('a failed, cancelled or closed one’s'),
    pendingMs: milliseconds.default(DEFAULTS.pendingMs).describe('an unfinished one’s'),
    notFoundMs: milliseconds.default(DEFAULTS.notFoundMs).describe('how long a not-found stands'),
    staleMs: milliseconds
      .default(DEFAULTS.staleMs)
      .describe('how old an answer may be that is shown as `STALE` while no newer one can be had'),
  })
  .prefault({});
