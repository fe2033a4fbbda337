import { z } from 'zod';

/** How the configuration is taken over while the gateway runs. */
export const reloadSettings = z
  .strictObject({
    watch: z
      .boolean()
      .default(true)
      .describe('whether the configuration and the files it names are watched; SIGHUP works without, too'),
    settleMs: z
      .int()
      .min(100)
      .max(60_000)
      .default(1_000)
      .describe('between two looks at the files; what has changed is read once two looks in a row find the same'),
    formerKeysMs: z
      .int()
      .min(0)
      .max(86_400_000)
      .default(600_000)
      .describe('how long Alipay public keys that were replaced go on verifying answers; 0 for not at all'),
  })
  .prefault({});
