import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { PERMISSIONS } from '../../../src/graphql/context.ts';

/** A caller: how it is known, and what it may do. */
export interface Role {
  readonly kind: 'api-key' | 'jwt' | 'anonymous';
  readonly permissions: ReadonlySet<string>;
  readonly headers: Readonly<Record<string, string>>;
}

/** All sets of permissions there are. */
export function allSets(): string[][] {
  return Array.from({ length: 2 ** PERMISSIONS.length }, (_, bits) =>
    PERMISSIONS.filter((_permission, index) => (bits >> index) & 1),
  );
}

/** The sets of none, one, all but one, and all. */
export const edgeSets = (): string[][] =>
  allSets().filter(({ length }) => length < 2 || length > PERMISSIONS.length - 2);

/** A caller's name by its permissions. */
export const nameOf = (permissions: readonly string[]) => `k-${permissions.join('-')}`;

/** An identity provider of this process: its settings, what signs its tokens, and what ends it. */
export async function identityProvider() {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'EdDSA' };
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    jwt: { issuer: 'https://id.example', audience: 'paygraph', jwksUrl: `http://127.0.0.1:${port}/jwks.json` },
    sign: (claims: Record<string, unknown>) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'EdDSA', kid: 'one' })
        .setIssuer('https://id.example')
        .setAudience('paygraph')
        .setExpirationTime('2h')
        .sign(privateKey),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
