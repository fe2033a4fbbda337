import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { RedisServer } from '../lookup/shared/redis-server.ts';
import { ACCOUNTS } from './payments.ts';

/** When an upstream was out of reach. */
export interface Outage {
  readonly account: string;
  readonly from: number;
  readonly to: number;
}

const FIRST_MS = 15_000;
const EVERY_MS = 50_000;
const UPSTREAM_MS = 1_000;
const REDIS_MS = 3_000;

/** Restarts upstreams, each in its turn, and Redis, until the signal aborts; what happened is in `outages`. */
export async function restartThings(
  sandbox: Sandbox,
  redis: RedisServer | null,
  outages: Outage[],
  over: AbortSignal,
): Promise<void> {
  const accounts = Object.values(ACCOUNTS);
  try {
    await sleep(FIRST_MS, undefined, { signal: over });
    for (let turn = 0; ; turn += 1) {
      const account = accounts[turn % accounts.length]!;
      const from = Date.now();
      await sandbox.stopListening(account);
      await sleep(UPSTREAM_MS);
      await sandbox.listenAgain(account);
      outages.push({ account, from, to: Date.now() });
      await sleep(EVERY_MS / 2, undefined, { signal: over });
      await redis?.kill();
      await sleep(REDIS_MS);
      await redis?.start();
      await sleep(EVERY_MS / 2, undefined, { signal: over });
    }
  } catch (error) {
    if (!over.aborted) throw error;
  }
}
