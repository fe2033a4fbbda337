import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { jwtSettings } from '../../../src/config/access-jwt.ts';
import type { Access } from '../../../src/config/config.ts';
import { gateway, until } from '../harness.ts';
import { parseExposition } from './exposition.ts';

test('callers are counted by configured name, and all with tokens as one, whatever name theirs tells', async () => {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' }];
  const provider = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => {
    provider.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    provider.close();
    provider.closeAllConnections();
  });
  const [issuer, audience] = ['https://id.example', 'paygraph'];
  const jwksUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/jwks.json`;
  const sha256 = createHash('sha256').update('key').digest('hex');
  const access: Access = {
    kind: 'configured',
    anonymous: { permissions: ['payments'], accounts: ['*'], documents: 'any' },
    apiKeys: [{ client: 'bi', sha256, permissions: ['payments'], accounts: ['*'], documents: 'any' }],
    jwt: jwtSettings.parse({ issuer, audience, jwksUrl }),
  };
  const { url, ask, answered } = await gateway({ access });
  const tokens = ['bi', 'phone-1', 'phone-2'].map((client) =>
    new SignJWT({ client_id: client, permissions: ['payments'] })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setExpirationTime('5 minutes')
      .sign(privateKey),
  );
  for (const token of [...(await Promise.all(tokens)), 'key', 'wrong']) {
    await (await ask('{ caller }', { headers: { authorization: `Bearer ${token}` } })).text();
  }
  await (await ask('{ caller }')).text();
  await until(() => answered.length === 6);
  const { samples } = parseExposition(await (await fetch(`${url}/metrics`)).text());
  const counted = [...samples].filter(([key]) => key.startsWith('paygraph_requests_total'));
  expect(counted.map(([key, value]) => [/client="([^"]+)"/.exec(key)?.[1], value]).sort()).toEqual([
    ['anonymous', 1],
    ['bi', 1],
    ['jwt', 3],
    ['unknown', 1],
  ]);
});
