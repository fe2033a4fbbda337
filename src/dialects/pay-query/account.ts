import { z } from 'zod';

/** What an account of this dialect needs beside its keys. */
export const settings = z.strictObject({
  /** The whole URL: none is published for the sandbox, and the production one differs by region. */
  url: z.url({ protocol: /^https?$/, error: 'expected the whole http(s) URL of the function' }),
  clientId: z.string().min(1).max(32),
  merchantId: z.string().min(1).max(64),
  /** Alipay's pages contradict each other on both: SHA1 or SHA256, Base64 once or twice (MAPPING §3). */
  signature: z
    .strictObject({
      hash: z.enum(['SHA256', 'SHA1']).default('SHA256'),
      base64: z.enum(['once', 'twice']).default('once'),
    })
    .default({ hash: 'SHA256', base64: 'once' }),
  /** Only samples show the unit ("239" for USD 2.39), so it can be corrected. */
  amountUnit: z.enum(['minor', 'major']).default('minor'),
  reserve: z.string().max(256).default('{}'),
});

/** An account's settings, as read. */
export type PayQuerySettings = z.output<typeof settings>;
