import type { Redis } from 'ioredis';
import { connect, reasonOf } from '../../lookup/shared/connection.ts';
import { inTime } from '../../lookup/shared/in-time.ts';
import { Standing } from '../../lookup/shared/standing.ts';

/** Where gateways count together. */
export interface RateStore {
  readonly client: Redis;
  readonly keyPrefix: string;
  /** What a command said, or null when it said nothing in time or the store is not worth asking. Never rejects. */
  ask<T>(command: () => Promise<T>): Promise<{ readonly said: T } | null>;
  close(): Promise<void>;
}

/** What is configured of it. */
export interface RateStoreSettings {
  readonly url: string;
  readonly keyPrefix: string;
  readonly commandTimeoutMs: number;
  /** Told of each change, in words that are safe to log. */
  readonly onChange: (state: 'available' | 'degraded', reason: string) => void;
}

/** Connects to Redis by itself. Nobody waits longer for it than for anything else that is shared. */
export function openRateStore({ url, keyPrefix, commandTimeoutMs, onChange }: RateStoreSettings): RateStore {
  let isClosed = false;
  let told: 'available' | 'degraded' | null = null;
  const tell = (reason: string): void => {
    const state = client.status === 'ready' && standing.isGood ? 'available' : 'degraded';
    if (isClosed || state === told) return;
    told = state;
    onChange(state, reason);
  };
  const standing: Standing = new Standing({
    failures: 3,
    tryEveryMs: Math.max(250, commandTimeoutMs * 4),
    attempt: () =>
      inTime(client.ping(), commandTimeoutMs).then(
        () => true,
        () => false,
      ),
    onChange: tell,
  });
  const client: Redis = connect(url, tell);
  return {
    client,
    keyPrefix,
    async ask(command) {
      if (isClosed || client.status !== 'ready' || !standing.isGood) return null;
      try {
        const said = await inTime(command(), commandTimeoutMs);
        standing.succeeded();
        return { said };
      } catch (error) {
        standing.failed(reasonOf(error));
        return null;
      }
    },
    async close() {
      isClosed = true;
      standing.end();
      await inTime(client.quit(), commandTimeoutMs).catch(() => undefined);
      client.disconnect();
    },
  };
}
