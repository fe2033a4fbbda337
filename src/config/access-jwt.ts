import { z } from 'zod';
import { ALLOWED_DOCUMENTS } from '../graphql/context.ts';
import { ownLimits } from './caller-limits.ts';
import { rate } from './rate.ts';

// Asymmetric ones only: with a shared secret, whoever can verify can also forge.
const ALGORITHMS = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA'] as const),
] as const;

const claim = z.string().min(1).max(128);

/** Tokens of one identity provider. */
export const jwtSettings = z.strictObject({
  issuer: z.string().min(1).describe('`iss` must equal it'),
  audience: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)], { error: 'expected a text or a list of texts' })
    .describe('`aud` must name it, or one of them'),
  jwksUrl: z
    .string()
    .refine(isTrustworthy, 'expected an https URL, or http on this machine')
    .describe('where the provider’s public keys are'),
  algorithms: z
    .array(z.enum(ALGORITHMS))
    .min(1)
    .default(['RS256', 'PS256', 'ES256', 'EdDSA'])
    .describe('signatures accepted'),
  permissionsClaim: claim.default('permissions').describe('list of permissions; `scope` is read when it is absent'),
  accountsClaim: claim.default('accounts').describe('list of account ids'),
  accounts: z.array(z.string().min(1)).default(['*']).describe('accounts of a token that names none'),
  documentsClaim: claim.default('documents').describe('any or registered; anything else there counts as registered'),
  documents: z.enum(ALLOWED_DOCUMENTS).default('any').describe('the same for a token that does not say'),
  clientClaim: claim.default('client_id').describe('the caller’s name in logs; `azp` is read when it is absent'),
  limits: ownLimits,
  rate,
});

/** How tokens are judged. */
export type JwtSettings = z.output<typeof jwtSettings>;

// Whoever can change the keys on their way can be anybody.
function isTrustworthy(text: string): boolean {
  const url = URL.parse(text);
  if (url === null) return false;
  return (
    url.protocol === 'https:' || (url.protocol === 'http:' && /^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname))
  );
}
