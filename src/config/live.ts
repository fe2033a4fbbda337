import { z } from 'zod';
import { DEFAULT_WATCHING as DEFAULTS } from '../lookup/watching.ts';

/** How payments are watched for `paymentUpdates`. */
export const liveSettings = z
  .strictObject({
    pollMs: z.int().min(1_000).max(600_000).default(DEFAULTS.pollMs).describe('between two looks at a watched payment'),
    limitMs: z
      .int()
      .min(1_000)
      .max(86_400_000)
      .default(DEFAULTS.limitMs)
      .describe('after this `paymentUpdates` completes, final or not'),
  })
  .prefault({});
