import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ConfigError } from '../../src/config/faults.ts';
import { loadConfig } from '../../src/config/load.ts';

const merchant = generateKeyPairSync('rsa', { modulusLength: 2048 });
const alipay = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Keys made for this run. */
export const KEYS = {
  merchantPrivate: merchant.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  merchantPublic: merchant.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  alipayPrivate: alipay.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  alipayPublic: alipay.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  alipayPublicBare: alipay.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
};

/** A folder with the keys, for configurations written beside them. */
export const DIRECTORY = mkdtempSync(join(tmpdir(), 'paygraph-config-test-'));
process.once('exit', () => rmSync(DIRECTORY, { recursive: true, force: true }));
writeFileSync(join(DIRECTORY, 'merchant.pem'), KEYS.merchantPrivate);
writeFileSync(join(DIRECTORY, 'alipay.pem'), KEYS.alipayPublic);
writeFileSync(join(DIRECTORY, 'alipay-bare.txt'), `${KEYS.alipayPublicBare}\n`);
writeFileSync(join(DIRECTORY, 'own-public.pem'), KEYS.merchantPublic);
writeFileSync(join(DIRECTORY, 'empty.pem'), '\n');
writeFileSync(join(DIRECTORY, 'not-a-key.pem'), 'planted-secret-0123456789');

export const ENVIRONMENT = { MERCHANT_KEY: KEYS.merchantPrivate, APP_TOKEN: 'synthetic-token' };

const privateKey = { file: 'merchant.pem' };
const alipayPublicKey = { file: './alipay.pem' };

export const INTL = {
  id: 'intl',
  dialect: 'PAY_QUERY',
  url: 'https://open-sea.example/payquery.htm',
  clientId: '211020000000000000044',
  merchantId: '218820000000000000023',
  privateKey,
  alipayPublicKey,
};

export const ANTOM = {
  id: 'antom-sg',
  dialect: 'INQUIRY_PAYMENT',
  url: 'https://open-sea-global.example',
  clientId: 'SANDBOX_5Y00000000000000',
  keyVersion: '1',
  privateKey,
  alipayPublicKey,
};

export const MAINLAND = {
  id: 'mainland',
  dialect: 'TRADE_QUERY',
  url: 'https://openapi.example',
  appId: '2014072300007148',
  appAuthToken: { env: 'APP_TOKEN' },
  privateKey: { env: 'MERCHANT_KEY' },
  alipayPublicKey: [{ file: 'alipay.pem' }, { file: 'alipay-bare.txt' }],
};

export const ACCESS = { anonymous: { permissions: ['payments'] } };

/** A configuration without faults. */
export const EXAMPLE = { accounts: [INTL, ANTOM, MAINLAND], access: ACCESS };

let written = 0;

/** Writes the configuration beside the keys. */
export function writtenFile(configuration: unknown): string {
  return writtenText(typeof configuration === 'string' ? configuration : stringify(configuration));
}

/** Writes the text beside the keys. */
export function writtenText(text: string): string {
  written += 1;
  const file = join(DIRECTORY, `paygraph-${written}.yaml`);
  writeFileSync(file, text);
  return file;
}

/** Loads it from a file. */
export function load(configuration: unknown, environment: Record<string, string> = ENVIRONMENT) {
  return loadConfig(writtenFile(configuration), environment);
}

/** The faults of a configuration, each as one line. */
export function faultsOf(configuration: unknown, environment: Record<string, string> = ENVIRONMENT): string[] {
  try {
    load(configuration, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}
