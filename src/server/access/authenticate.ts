import type { IncomingMessage } from 'node:http';
import type { Access } from '../../config/config.ts';
import type { Caller } from '../../graphql/context.ts';
import { apiKeyCaller } from './api-key.ts';
import { bearerToken } from './bearer.ts';
import { accountsAllowed } from './caller.ts';
import { loopbackCaller } from './loopback.ts';

/** Who sends a request; null when it has no credentials that hold, and needs some. Rejects when that cannot be told. */
export type Authenticate = (request: IncomingMessage) => Promise<Caller | null>;

/** The way callers are told apart, as configured. */
export async function createAuthenticate(access: Access): Promise<Authenticate> {
  if (access.kind === 'loopback') return (request) => Promise.resolve(loopbackCaller(request));
  const anonymous: Caller | null =
    access.anonymous === undefined
      ? null
      : {
          client: null,
          group: 'anonymous',
          authentication: 'anonymous',
          permissions: new Set(access.anonymous.permissions),
          mayUse: accountsAllowed(access.anonymous.accounts),
          documents: access.anonymous.documents,
        };
  const byKey = apiKeyCaller(access.apiKeys);
  // Loaded only where tokens are used.
  const byToken = access.jwt && (await import('./jwt.ts')).jwtCaller(access.jwt);
  return async ({ headers: { authorization } }) => {
    if (authorization === undefined) return anonymous;
    const token = bearerToken(authorization);
    if (token === null) return null;
    return byKey(token) ?? (await byToken?.(token)) ?? null;
  };
}
