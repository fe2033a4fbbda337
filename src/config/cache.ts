import { z } from 'zod';
import { DIALECTS } from '../domain/dialect.ts';
import { DEFAULT_TIME_TO_LIVE as DEFAULTS, STATES } from '../lookup/time-to-live.ts';
import { redisSettings } from './redis.ts';
import type { Surroundings } from './surroundings.ts';

const milliseconds = z.int().min(0).max(31_536_000_000);

/** How much is remembered and for how long. */
export function cacheSettings(around: Surroundings) {
  return z
    .strictObject({
      maxEntries: z.int().min(1).max(10_000_000).default(100_000).describe('identifiers remembered'),
      maxBytes: z
        .int()
        .min(1_024)
        .max(Number.MAX_SAFE_INTEGER)
        .default(268_435_456)
        .describe('roughly how much memory they may take'),
      succeededMs: milliseconds.default(DEFAULTS.succeededMs).describe('how long a paid payment’s answer stands'),
      endedMs: milliseconds
        .default(DEFAULTS.endedMs)
        .describe('a failed, cancelled or closed one’s, and a paid one’s that is beyond refunds (`TRADE_FINISHED`)'),
      pendingMs: milliseconds.default(DEFAULTS.pendingMs).describe('an unfinished one’s'),
      notFoundMs: milliseconds.default(DEFAULTS.notFoundMs).describe('how long a not-found stands'),
      timeToLive: z
        .partialRecord(z.enum(DIALECTS), z.partialRecord(z.enum(STATES), milliseconds))
        .optional()
        .describe(
          `the same by dialect and state, before the four above: \`{ TRADE_QUERY: { PENDING: 2000 } }\`; states are ${STATES.join(', ')}`,
        ),
      staleMs: milliseconds.default(DEFAULTS.staleMs).describe('how old an answer may be that is shown as `STALE`'),
      staleWhileRevalidateMs: milliseconds
        .default(DEFAULTS.staleWhileRevalidateMs)
        .describe(
          'how long past its time a payment is still given at once, as `STALE`, while one inquiry refreshes it; 0 for never',
        ),
      redis: redisSettings(around).optional(),
    })
    .prefault({});
}
