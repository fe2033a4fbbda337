import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DIRECTORY, ENVIRONMENT, EXAMPLE, faultsOf, load } from './example.ts';

writeFileSync(join(DIRECTORY, 'audit.key'), `${Buffer.alloc(32, 7).toString('base64')}\n`);
const key = { file: 'audit.key' };
const faults = (audit: unknown) => faultsOf({ ...EXAMPLE, audit });

describe('the audit log', () => {
  test('is off unless it is configured', () => {
    expect(load(EXAMPLE).audit).toBeUndefined();
  });

  test('goes to a file relative to the configuration, or to a descriptor', () => {
    const { audit } = load({ ...EXAMPLE, audit: { file: './audit.jsonl', key } });
    expect(audit).toMatchObject({
      to: { file: join(DIRECTORY, 'audit.jsonl') },
      onFailure: 'serve',
      bufferBytes: 8_388_608,
      peer: false,
    });
    expect(audit?.key.symmetricKeySize).toBe(32);
    expect(load({ ...EXAMPLE, audit: { descriptor: 2, key } }).audit?.to).toEqual({ descriptor: 2 });
  });

  test('takes its key in hexadecimal too', () => {
    const environment = { ...ENVIRONMENT, AUDIT_KEY: '07'.repeat(32) };
    const { audit } = load({ ...EXAMPLE, audit: { descriptor: 2, key: { env: 'AUDIT_KEY' } } }, environment);
    expect(audit?.key.export()).toEqual(Buffer.alloc(32, 7));
  });

  test.each<[string, unknown, string]>([
    ['nothing', null, 'audit.key: expected { file: … } or { env: … }, got nothing'],
    ['no place', { key }, 'audit: expected either file or descriptor, got both or neither; say where the lines go'],
    ['two places', { file: 'a', descriptor: 2, key }, 'audit: expected either file or descriptor, got both or neither'],
    ['no key', { file: 'a' }, 'audit.key: expected { file: … } or { env: … }, got nothing'],
    [
      'a key in clear',
      { file: 'a', key: 'planted' },
      'audit.key: expected { file: … } or { env: … }, got a text, perhaps',
    ],
    [
      'a key that is none',
      { file: 'a', key: { file: 'alipay.pem' } },
      'audit.key: expected 32 bytes as Base64 or hex, got something else; make one with openssl rand -base64 32',
    ],
    [
      'the log’s own descriptor',
      { descriptor: 1, key },
      'audit.descriptor: expected 2 (standard error) or more: standard output is the log’s',
    ],
    [
      'another policy',
      { file: 'a', key, onFailure: 'ignore' },
      'audit.onFailure: expected one of serve, refuse, got "ignore"',
    ],
    [
      'an unknown key',
      { file: 'a', key, perr: true },
      'audit.perr: expected only known keys, got one that is not; did you mean peer?',
    ],
  ])('with %s is a fault', (_what, audit, fault) => {
    const told = faults(audit);
    expect(told.filter((line) => line.startsWith(fault))).toHaveLength(1);
    expect(told.join()).not.toContain('planted');
  });
});
