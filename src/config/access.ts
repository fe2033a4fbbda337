import { z } from 'zod';
import { ALLOWED_DOCUMENTS, PERMISSIONS } from '../graphql/context.ts';
import { jwtSettings } from './access-jwt.ts';
import { ownLimits } from './caller-limits.ts';
import { rate } from './rate.ts';

const permissions = z.array(z.enum(PERMISSIONS)).describe(`out of ${PERMISSIONS.join(', ')}`);

const accounts = z.array(z.string().min(1)).default(['*']).describe('ids of accounts, or "*" for all');

const documents = z
  .enum(ALLOWED_DOCUMENTS)
  .default('any')
  .describe('any, or registered: none but those of `documents.manifests`');

const apiKey = z.strictObject({
  client: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'expected a name of letters, digits, dots, dashes and underscores')
    .describe('the caller’s name in logs; twice the same while its key is being replaced'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'expected the SHA-256 of the key, 64 hexadecimal digits; printf %s "$KEY" | sha256sum')
    .transform((hex) => hex.toLowerCase())
    .describe('SHA-256 of the key in hexadecimal; the key itself is never configured'),
  permissions,
  accounts,
  documents,
  limits: ownLimits,
  rate,
});

/** Who may ask, and what. */
export const accessSettings = z
  .strictObject({
    anonymous: z
      .strictObject({ permissions, accounts, documents, limits: ownLimits, rate })
      .optional()
      .describe('callers without credentials; without it they get 401'),
    apiKeys: z.array(apiKey).default([]).describe('callers with a key'),
    jwt: jwtSettings.optional().describe('callers with a token of an identity provider'),
  })
  .refine(({ apiKeys }) => new Set(apiKeys.map(({ sha256 }) => sha256)).size === apiKeys.length, {
    path: ['apiKeys'],
    error: 'expected each sha256 once, got the same key twice: which permissions hold could not be told; remove one',
  })
  .refine((access) => access.anonymous !== undefined || access.apiKeys.length > 0 || access.jwt !== undefined, {
    error: 'expected at least one of anonymous, apiKeys, jwt, got none: nobody could ask; add one',
  });

/** Who may ask, as configured. */
export type AccessSettings = z.output<typeof accessSettings>;
