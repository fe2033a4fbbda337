import { z } from 'zod';

// Visible ASCII: these values become header text and part of the signed text.
const headerValue = z.string().regex(/^[\x21-\x7e]+$/, 'expected visible ASCII characters without spaces');

const origin = z
  .string()
  .refine(isOrigin, 'expected an http(s) origin without a path, such as https://open-sea-global.alipay.com')
  .transform((url) => new URL(url).origin);

/** What an account of this dialect needs beside its keys. */
export const settings = z.strictObject({
  /** Of the region, without a path: the client id tells production from sandbox. */
  url: origin,
  clientId: headerValue.max(64),
  /** Which of the client's keys signs; every official SDK sends 1. */
  keyVersion: z
    .union([z.int(), headerValue], { error: 'expected the number of a key version' })
    .transform(String)
    .refine((version) => !version.includes(','), 'expected no comma')
    .default('1'),
  /** For those who act on behalf of a merchant. */
  agentToken: headerValue.optional(),
  /** For one client id across several locations. */
  merchantAccountId: z.string().min(1).max(32).optional(),
  /** Both forms of `Request-Time` are documented and accepted (MAPPING §3). */
  requestTime: z.enum(['epoch', 'iso']).default('epoch'),
});

/** An account's settings, as read. */
export type InquiryPaymentSettings = z.output<typeof settings>;

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
}
