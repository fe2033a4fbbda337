import { errors, jwtVerify, type JWTPayload } from 'jose';
import type { JwtSettings } from '../../config/access-jwt.ts';
import type { ProviderKeys } from './provider-keys.ts';
import { permissionsAmong, type AdmittedCaller, type Admitting } from './caller.ts';

/** Finds the caller a token names; null when it does not hold. Rejects when the provider's keys cannot be had. */
export function jwtCaller(
  settings: JwtSettings,
  admitted: Admitting,
  keys: ProviderKeys,
): (token: string) => Promise<AdmittedCaller | null> {
  const { issuer, audience, algorithms } = settings;
  const terms = { issuer, audience, algorithms, clockTolerance: 5, requiredClaims: ['exp'] };
  return async (token) => {
    if (token.split('.').length !== 3) return null;
    try {
      const { payload } = await jwtVerify(token, keys, terms);
      return callerOf(payload, settings, admitted);
    } catch (error) {
      if (FAULTS_OF_THE_TOKEN.some((fault) => error instanceof fault)) return null;
      throw error;
    }
  };
}

const FAULTS_OF_THE_TOKEN = [
  errors.JWTExpired,
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
];

function callerOf(payload: JWTPayload, settings: JwtSettings, admitted: Admitting): AdmittedCaller {
  const accounts = payload[settings.accountsClaim];
  const documents = payload[settings.documentsClaim];
  const client = nameIn(payload[settings.clientClaim]) ?? nameIn(payload['azp']) ?? 'jwt';
  return admitted(
    {
      client,
      group: 'jwt',
      authentication: 'jwt',
      permissions: permissionsAmong(words(payload[settings.permissionsClaim] ?? payload['scope'])),
      accounts: accounts === undefined ? settings.accounts : words(accounts),
      documents: documents === undefined ? settings.documents : documents === 'any' ? 'any' : 'registered',
      limits: settings.limits,
      rate: settings.rate,
    },
    `jwt:${client}`,
  );
}

// A name stands in logs: what does not look like one is not taken for one.
function nameIn(claim: unknown): string | null {
  return typeof claim === 'string' && /^[\w.:@/-]{1,128}$/.test(claim) ? claim : null;
}

function words(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return claim.split(' ');
  return Array.isArray(claim) ? claim.filter((word) => typeof word === 'string') : [];
}
