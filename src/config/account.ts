import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Conversation, DialectAdapter } from '../dialects/dialect.ts';
import { dialects } from '../dialects/registry.ts';
import { DIALECTS, type Dialect } from '../domain/dialect.ts';
import type { Account } from '../upstream/account.ts';
import type { Fault, Path } from './faults.ts';
import { pathText } from './faults.ts';
import { readBy } from './fault-text.ts';
import { kindOf } from './got.ts';
import { alipayPublicKeys, isOwnPublicKey, privateKey } from './keys.ts';
import { readSecret } from './secret.ts';
import type { Surroundings } from './surroundings.ts';

/** What every account has, whatever its dialect. */
export function commonSettings(around: Surroundings) {
  return z.strictObject({
    id: z
      .string()
      .regex(
        /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
        'expected at most 64 letters, digits, dots, dashes and underscores, a letter or digit first',
      )
      .describe('names the account for callers'),
    dialect: z.enum(DIALECTS).describe(`the API it is for: ${DIALECTS.join(', ')}`),
    default: z
      .boolean()
      .default(false)
      .describe('used when a reference names no account; the only account of a dialect is so anyway'),
    privateKey: privateKey(around),
    alipayPublicKey: alipayPublicKeys(around),
  });
}

/** Reads one account; undefined when anything is wrong with it, all of which is added to the faults. */
export function readAccount(value: unknown, path: Path, around: Surroundings, faults: Fault[]): Account | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    faults.push({
      path: pathText(path),
      message: `expected a map, got ${kindOf(value)}; see the README for an example`,
    });
    return undefined;
  }
  const schema = commonSettings(around);
  const given = Object.entries(value);
  const common = readBy(schema, Object.fromEntries(given.filter(([key]) => key in schema.shape)), path, faults);
  const adapter = dialects.find(({ dialect }) => given.some(([key, name]) => key === 'dialect' && name === dialect));
  const own = given.filter(([key]) => !(key in schema.shape));
  const conversation = adapter && readConversation(adapter, own, path, around, faults);
  if (common === undefined || adapter === undefined || conversation === undefined) return undefined;
  const mistaken = common.alipayPublicKey.some((key) => isOwnPublicKey(key, common.privateKey));
  if (mistaken) {
    const message = 'expected Alipay’s public key, got the merchant’s own public key; copy Alipay’s from its console';
    faults.push({ path: pathText([...path, 'alipayPublicKey']), message });
    return undefined;
  }
  return {
    id: common.id,
    dialect: common.dialect,
    identity: identityOf(common.dialect, conversation),
    isDefault: common.default,
    options: adapter.options,
    conversation,
    privateKey: common.privateKey,
    alipayPublicKeys: common.alipayPublicKey,
  };
}

/** Holds none of what it is made of, tokens among it. */
function identityOf(dialect: Dialect, { identity }: Conversation): string {
  return createHash('sha256')
    .update(JSON.stringify([dialect, identity]))
    .digest('base64url');
}

function readConversation(
  { conversation }: DialectAdapter,
  settings: readonly (readonly [string, unknown])[],
  path: Path,
  around: Surroundings,
  faults: Fault[],
) {
  const before = faults.length;
  const resolved = settings.map(([key, value]): readonly [string, unknown] => {
    if (!isSecret(key)) return [key, value];
    const secret = readSecret(value, around);
    if ('text' in secret) return [key, secret.text];
    faults.push({ path: pathText([...path, key]), message: secret.fault });
    return [key, undefined];
  });
  const read = readBy(conversation, Object.fromEntries(resolved), path, faults);
  return faults.length === before ? read : undefined;
}

// Told by its name, so that a new dialect's secrets are kept out of the file without a list of them here.
function isSecret(key: string): boolean {
  return /(token|secret|password)$/i.test(key);
}
