import { z } from 'zod';

// Visible ASCII: these values become header text and part of the signed text.
const headerValue = z.string().regex(/^[\x21-\x7e]+$/, 'expected visible ASCII characters without spaces');

const origin = z
  .string()
  .refine(isOrigin, 'expected an http(s) origin without a path, such as https://open-sea-global.alipay.com')
  .transform((url) => new URL(url).origin);

/** What an account of this dialect needs beside its keys. */
export const settings = z.strictObject({
  url: origin.describe('origin of the region, without a path: the client id tells production from sandbox'),
  clientId: headerValue.max(64).describe('given by Alipay; one that starts with `SANDBOX_` is of the sandbox'),
  keyVersion: z
    .union([z.int(), headerValue], { error: 'expected the number of a key version' })
    .transform(String)
    .refine((version) => !version.includes(','), 'expected no comma')
    .default('1')
    .describe('which of the client’s keys signs'),
  agentToken: headerValue.optional().describe('token of the merchant acted for: `{ file }` or `{ env }`'),
  merchantAccountId: z
    .string()
    .min(1)
    .max(32)
    .optional()
    .describe('sent as such, for one client id across several locations'),
  // Both forms are documented and accepted (MAPPING §3).
  requestTime: z
    .enum(['epoch', 'iso'])
    .default('epoch')
    .describe('form of `Request-Time`: epoch (milliseconds) or iso'),
});

/** An account's settings, as read. */
export type InquiryPaymentSettings = z.output<typeof settings>;

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
}
