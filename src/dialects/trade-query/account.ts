import { z } from 'zod';

// Visible ASCII without the comma that separates the parts of the Authorization header.
const authPart = z.string().regex(/^[\x21-\x2b\x2d-\x7e]+$/, 'expected visible ASCII characters without commas');

const origin = z
  .string()
  .refine(isOrigin, 'expected an http(s) origin without a path, such as https://openapi.alipay.com')
  .transform((url) => new URL(url).origin);

/** What an account of this dialect needs beside its keys. */
export const settings = z.strictObject({
  url: origin.describe('origin of production or sandbox, without a path'),
  appId: authPart.max(32).describe('given by Alipay: the app'),
  appAuthToken: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'expected visible ASCII characters without spaces')
    .optional()
    .describe('token of the merchant acted for: `{ file }` or `{ env }`'),
  // The document's sample has it, its table has not (MAPPING §7.1).
  orgPid: z.string().min(1).max(64).optional().describe('sent as `org_pid`, for banks in indirect mode'),
  appCertSn: authPart.optional().describe('sent as `app_cert_sn`, for apps with certificates instead of plain keys'),
  // Alipay refuses requests older than ten minutes.
  expiredSeconds: z.int().min(1).max(600).default(600).describe('how long a request is good for'),
});

/** An account's settings, as read. */
export type TradeQuerySettings = z.output<typeof settings>;

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
}
