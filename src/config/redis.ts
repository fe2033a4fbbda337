import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { readSecret } from './secret.ts';
import type { Surroundings } from './surroundings.ts';
import { readSymmetricKey } from './symmetric-key.ts';

/** The memory several gateways share. */
export function redisSettings(around: Surroundings) {
  return z.strictObject({
    url: redisUrl(around),
    keyPrefix: z
      .string()
      .regex(/^[!-~]{1,64}$/, 'expected 1 to 64 letters, digits and signs without spaces')
      .default('paygraph:')
      .describe('what all keys start with; of its own for each fleet (staging, production) that shares a server'),
    commandTimeoutMs: z
      .int()
      .min(5)
      .max(5_000)
      .default(50)
      .describe('the longest a lookup waits for it before it goes on without'),
    encryptionKey: encryptionKeys(around),
  });
}

function redisUrl(around: Surroundings) {
  return z
    .unknown()
    .transform((value, context): string => {
      const read = typeof value === 'string' ? { text: value } : readSecret(value, around);
      if ('text' in read && isRedisUrl(read.text)) return read.text;
      context.addIssue(
        'fault' in read ? read.fault : 'expected redis://host:port or rediss://host:port, got another text',
      );
      return z.NEVER;
    })
    .describe(
      'Redis 7 or Valkey: `redis://[user:password@]host:port[/db]`, `rediss://` for TLS; or `{ file }`, `{ env }`',
    );
}

// Parameters are refused: the client would take them as options of its own.
function isRedisUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.search !== '' || url.hash !== '' || url.hostname === '') return false;
  return (url.protocol === 'redis:' || url.protocol === 'rediss:') && /^(\/\d{0,3})?$/.test(url.pathname);
}

function encryptionKeys(around: Surroundings) {
  return z
    .unknown()
    .transform((value, context): readonly KeyObject[] => {
      if (value === undefined) return [];
      if (Array.isArray(value) && value.length === 0)
        context.addIssue('expected at least one key, got an empty list; add it or leave it out');
      return [value].flat().flatMap((one: unknown, index) => {
        const read = readSymmetricKey(one, around);
        if ('key' in read) return [read.key];
        const path = Array.isArray(value) ? [index] : [];
        context.addIssue({ code: 'custom', message: read.fault, path, input: undefined });
        return [];
      });
    })
    .optional()
    .describe(
      'encrypts what is stored: `{ file }` or `{ env }`, 32 bytes as Base64 or hex; or a list, the first of which encrypts and all decrypt. Without it a key derived from the account’s `privateKey` does',
    );
}
