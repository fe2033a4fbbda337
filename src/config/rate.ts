import { z } from 'zod';

/** How many upstream calls a caller may cause. */
export const rate = z
  .strictObject({
    calls: z.int().min(1).max(1_000_000_000),
    perSeconds: z.int().min(1).max(86_400),
  })
  .optional()
  .describe('upstream calls its operations may cost in a time: `{ calls: 600, perSeconds: 60 }`; no limit without it')
  .meta({ isDescribedElsewhere: true });

/** So many calls in so many seconds. */
export type Rate = NonNullable<z.output<typeof rate>>;
