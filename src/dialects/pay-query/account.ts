import { z } from 'zod';

/** What an account of this dialect needs beside its keys. */
export const settings = z.strictObject({
  // None is published for the sandbox, and the production one differs by region.
  url: z
    .url({ protocol: /^https?$/, error: 'expected the whole http(s) URL of the function' })
    .describe('the whole URL of the function'),
  clientId: z.string().min(1).max(32).describe('given by Alipay: the partner and its system'),
  merchantId: z.string().min(1).max(64).describe('given by Alipay: whom it settles to'),
  // Alipay's pages contradict each other on both (MAPPING §3).
  signature: z
    .strictObject({
      hash: z.enum(['SHA256', 'SHA1']).default('SHA256').describe('digest of both signatures: SHA256 or SHA1'),
      base64: z.enum(['once', 'twice']).default('once').describe('how often signatures are encoded: once or twice'),
    })
    .default({ hash: 'SHA256', base64: 'once' }),
  // Only samples show the unit ("239" for USD 2.39), so it can be corrected.
  amountUnit: z
    .enum(['minor', 'major'])
    .default('minor')
    .describe('unit of amounts: the smallest (minor) or the main one (major)'),
  reserve: z.string().max(256).default('{}').describe('sent as `reserve`, a JSON text'),
});

/** An account's settings, as read. */
export type PayQuerySettings = z.output<typeof settings>;
