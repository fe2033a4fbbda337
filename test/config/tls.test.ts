import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { certificate } from '../server/certificate.ts';
import { DIRECTORY, EXAMPLE, faultsOf, load } from './example.ts';

const DAY_MS = 86_400_000;
const good = certificate();
const files: Readonly<Record<string, string>> = {
  'tls.pem': good.cert,
  'tls.key': good.key,
  'chain.pem': good.cert + certificate().cert,
  'other.key': certificate().key,
  'expired.pem': certificate({ key: good.key, from: new Date('2020-01-01'), until: new Date('2020-02-01') }).cert,
  'early.pem': certificate({
    key: good.key,
    from: new Date(Date.now() + DAY_MS),
    until: new Date(Date.now() + 2 * DAY_MS),
  }).cert,
  'locked.key': generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'planted' },
  }).privateKey,
  'no.pem': '-----BEGIN CERTIFICATE-----\nplanted\n-----END CERTIFICATE-----\n',
};
for (const [name, text] of Object.entries(files)) writeFileSync(join(DIRECTORY, name), text);

const tls = (cert: string, key: string, more: object = {}) => ({
  ...EXAMPLE,
  server: { tls: { cert: { file: cert }, key: { file: key }, ...more } },
});

describe('TLS', () => {
  test('is off unless it is configured', () => {
    expect(load(EXAMPLE).server.tls).toBeUndefined();
  });

  test.each(['tls.pem', 'chain.pem'])('takes the certificate and its key from files: %s', (cert) => {
    const { server } = load(tls(cert, 'tls.key'));
    expect(server.tls).toEqual({ cert: files[cert]?.trim(), key: good.key.trim(), minVersion: 'TLSv1.2' });
  });

  test.each([
    [
      'of another certificate',
      'tls.pem',
      'other.key',
      'server.tls.key: expected the private key of the certificate, got another one',
    ],
    [
      'with a passphrase',
      'tls.pem',
      'locked.key',
      'server.tls.key: expected a private key in PEM, got one with a passphrase; take it off',
    ],
    [
      'that is a certificate',
      'tls.pem',
      'tls.pem',
      'server.tls.key: expected a private key in PEM, got something else',
    ],
    [
      'of an expired certificate',
      'expired.pem',
      'tls.key',
      'server.tls.cert: expected a certificate that is valid, got one that has expired on 2020-02-01; renew it',
    ],
    [
      'of a certificate of tomorrow',
      'early.pem',
      'tls.key',
      'server.tls.cert: expected a certificate that is valid, got one that will be from ',
    ],
    [
      'of what is no certificate',
      'no.pem',
      'tls.key',
      'server.tls.cert: expected a certificate in PEM (BEGIN CERTIFICATE), got something else',
    ],
    [
      'of a key',
      'tls.key',
      'tls.key',
      'server.tls.cert: expected a certificate in PEM (BEGIN CERTIFICATE), got something else',
    ],
    ['of nothing', 'none.pem', 'tls.key', 'server.tls.cert: expected a readable file, got none (ENOENT)'],
  ])('with a key %s is a fault', (_what, cert, key, fault) => {
    const told = faultsOf(tls(cert, key));
    expect(told.map((line) => line.slice(0, fault.length))).toEqual([fault]);
    expect(told.join()).not.toContain('planted');
  });

  test('of an older version is a fault', () => {
    expect(faultsOf(tls('tls.pem', 'tls.key', { minVersion: 'TLSv1.1' }))).toEqual([
      'server.tls.minVersion: expected one of TLSv1.2, TLSv1.3, got a text of 7 characters; did you mean TLSv1.2?',
    ]);
  });
});
