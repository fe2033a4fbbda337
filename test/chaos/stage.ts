import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { RuleInput } from '../../src/sandbox/reading-rules.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { startGateway, type RunningGateway } from '../end-to-end/gateway.ts';
import { RedisServer } from '../lookup/shared/redis-server.ts';

/** A third of all calls goes wrong, in the ways upstreams go wrong. */
export const FAULTS: readonly RuleInput[] = [
  { fault: 'silent', rate: 0.05 },
  { fault: 'stalled', rate: 0.05 },
  { fault: 'unknown', rate: 0.1 },
  { fault: 'unsigned-error', rate: 0.05 },
  { fault: 'bad-signature', rate: 0.05 },
  { fault: 'reset', rate: 0.05 },
];

/** What the gateway is configured with. Answers stand briefly, so that most lookups need calls. */
export const LIMITS = { deadlineMs: 5_000, attemptTimeoutMs: 2_000, attempts: 3 } as const;
export const CACHE = { succeededMs: 5_000, endedMs: 10_000, pendingMs: 2_000, notFoundMs: 1_000 } as const;

const PERMISSIONS = {
  app: ['payments'],
  bi: ['payments', 'bulk'],
  mobile: ['payments', 'bulk'],
  web: ['payments', 'live'],
};

/** Everything a run needs, started. */
export interface Stage {
  readonly sandbox: Sandbox;
  /** Null in a run without one. */
  readonly redis: RedisServer | null;
  readonly gateway: RunningGateway;
  /** The callers' keys. */
  readonly keys: Readonly<Record<keyof typeof PERMISSIONS, string>>;
  /** Ends what is left of it. The gateway's exit code. */
  readonly end: () => Promise<number | null>;
}

/** Starts the sandbox, Redis if wanted, and the gateway in a process of its own, which an inspector can look into. */
export async function setStage(seed: number, withRedis: boolean): Promise<Stage> {
  const directory = mkdtempSync(join(tmpdir(), 'paygraph-chaos-'));
  const sandbox = await startSandbox({ seed, ownPorts: true, keptRequests: 1_000_000 });
  const redis = withRedis ? await RedisServer.start() : null;
  const { accounts } = await sandbox.writeConfiguration(directory);
  const keys = { app: `app-${seed}`, bi: `bi-${seed}`, mobile: `mobile-${seed}`, web: `web-${seed}` };
  const file = join(directory, 'paygraph.yaml');
  const configuration = {
    accounts,
    limits: { ...LIMITS, perAccount: { ratePerSecond: 2_000 } },
    // Full long before the end, so that what grows after that is a leak.
    cache: { ...CACHE, maxEntries: 1_000, ...(redis === null ? {} : { redis: { url: redis.url } }) },
    access: {
      apiKeys: Object.entries(PERMISSIONS).map(([client, permissions]) => ({
        client,
        sha256: hash(keys[client as keyof typeof keys]),
        permissions,
      })),
    },
    log: { level: 'info' },
  };
  writeFileSync(file, stringify(configuration));
  const gateway = await startGateway(['--config', file], {
    NODE_OPTIONS: '--inspect=127.0.0.1:0',
    NODE_ENV: 'production',
  });
  return {
    sandbox,
    redis,
    gateway,
    keys,
    end: async () => {
      const code = await gateway.stop();
      await sandbox.close();
      await redis?.[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true, force: true });
      return code;
    },
  };
}

function hash(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
