import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_ID, PATHS } from './signed-answers.ts';
import type { BenchUpstream } from './upstream.ts';
import type { Work } from './works.ts';

/** What a contender is set up for. */
export interface Setting {
  readonly work: Pick<Work, 'remembers'>;
  readonly upstream: BenchUpstream;
  readonly origin: string;
  /** How many processes answer; one when absent. */
  readonly workers?: number;
  /** Of its own, for files. */
  readonly folder: string;
}

/** The key ours is asked with. */
export const API_KEY = 'bench-key-of-nobody';

/** Ours as in production: an API key, permissions, limits, verification, log and metrics, all on. Gives the file. */
export function gatewayConfiguration({ work, upstream, origin, folder, workers = 1 }: Setting): string {
  const { merchant, alipay } = upstream.keys;
  writeFileSync(join(folder, 'merchant.pem'), merchant.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(join(folder, 'alipay.pem'), alipay.publicKey.export({ type: 'spki', format: 'pem' }));
  const keys = { privateKey: { file: './merchant.pem' }, alipayPublicKey: { file: './alipay.pem' } };
  const settings = {
    server: { host: '127.0.0.1', port: 0, workers },
    accounts: [
      { id: 'mainland', dialect: 'TRADE_QUERY', url: origin, appId: '2014072300007148', ...keys },
      { id: 'antom', dialect: 'INQUIRY_PAYMENT', url: origin, clientId: CLIENT_ID, ...keys },
      {
        id: 'envelope',
        dialect: 'PAY_QUERY',
        url: origin + PATHS.PAY_QUERY,
        clientId: '211020000000000000044',
        merchantId: '218812000000000000001',
        ...keys,
      },
    ],
    // The defaults protect Alipay from us; here there is nobody to protect.
    limits: { perAccount: { ratePerSecond: 100_000, queue: 10_000 } },
    ...(work.remembers ? {} : { cache: { timeToLive: { TRADE_QUERY: { FINISHED: 0 } } } }),
    access: {
      apiKeys: [
        {
          client: 'bench',
          sha256: createHash('sha256').update(API_KEY).digest('hex'),
          permissions: ['payments', 'bulk'],
          limits: { aliases: 100, rootFields: 100 },
        },
      ],
    },
  };
  const file = join(folder, 'paygraph.yaml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(settings));
  return file;
}
