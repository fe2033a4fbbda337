import { z } from 'zod';

// Visible ASCII without the comma that separates the parts of the Authorization header.
const authPart = z.string().regex(/^[\x21-\x2b\x2d-\x7e]+$/, 'expected visible ASCII characters without commas');

const origin = z
  .string()
  .refine(isOrigin, 'expected an http(s) origin without a path, such as https://openapi.alipay.com')
  .transform((url) => new URL(url).origin);

/** What an account of this dialect needs beside its keys. */
export const settings = z.strictObject({
  /** Production or sandbox, without a path. */
  url: origin,
  appId: authPart.max(32),
  /** For those who act on behalf of a merchant; part of the signed text. */
  appAuthToken: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'expected visible ASCII characters without spaces')
    .optional(),
  /** For banks' indirect mode; the document's sample has it, its table has not (MAPPING §7.1). */
  orgPid: z.string().min(1).max(64).optional(),
  /** For apps that use certificates instead of plain keys. */
  appCertSn: authPart.optional(),
  /** How long a request is good for; Alipay refuses those older than ten minutes. */
  expiredSeconds: z.int().min(1).max(600).default(600),
});

/** An account's settings, as read. */
export type TradeQuerySettings = z.output<typeof settings>;

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
}
