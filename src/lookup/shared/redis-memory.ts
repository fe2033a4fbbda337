import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Clock } from '../../domain/clock.ts';
import { accountOfKey } from '../../domain/reference.ts';
import type { Lease, SharedEntry, SharedMemory } from '../shared-memory.ts';
import { ENTRY_VERSION, pack } from './answer-codec.ts';
import { outcomeOf, type CommandOutcome } from './command-outcome.ts';
import { connect, reasonOf } from './connection.ts';
import { inTime } from './in-time.ts';
import { Standing } from './standing.ts';
import type { Seal } from './seal.ts';
import { Seals, type SealSettings } from './seals.ts';
import { readEntry, storedEntry } from './stored-entry.ts';
import { usefulMs } from './useful-time.ts';

/** What may change while it is used. */
export interface RedisMemorySettings extends SealSettings {
  /** How long after it was asked a payment is of use, its time to live aside. */
  readonly staleMs: number;
}

/** What a memory in Redis or Valkey is made of. */
export interface RedisMemoryMeans extends RedisMemorySettings {
  readonly url: string;
  readonly keyPrefix: string;
  /** The longest anyone waits for a reply. */
  readonly commandTimeoutMs: number;
  readonly clock: Clock;
  /** Told each change of state, with the reason in words that hold nothing secret. */
  readonly onChange: (state: SharedMemory['state'], reason: string) => void;
  /** Told what became of each command, those of its own trials and of leases given back aside. */
  readonly onCommand?: ((outcome: CommandOutcome) => void) | undefined;
}

/** Opens a memory several gateways share. Connects by itself, also later, when there is nothing to connect to yet. */
export function createRedisMemory(means: RedisMemoryMeans): RedisMemory {
  return new RedisMemory(means);
}

/** A memory several gateways share, in one server. */
export class RedisMemory implements SharedMemory {
  readonly #means: RedisMemoryMeans;
  readonly #seals: Seals;
  readonly #client: Redis;
  // Apart: a server that is full still answers.
  readonly #reading: Standing;
  readonly #writing: Standing;
  #staleMs: number;
  #told: SharedMemory['state'] | null = null;
  #isClosed = false;

  constructor(means: RedisMemoryMeans) {
    this.#means = means;
    this.#seals = new Seals(means, means.clock);
    this.#staleMs = means.staleMs;
    const onChange = (reason: string) => this.#tell(reason);
    const probe = `${means.keyPrefix}probe`;
    const terms = { failures: 3, tryEveryMs: Math.max(250, means.commandTimeoutMs * 4), onChange };
    this.#reading = new Standing({ ...terms, attempt: () => this.#goesWell(() => this.#client.get(probe)) });
    this.#writing = new Standing({
      ...terms,
      attempt: () => this.#goesWell(() => this.#client.set(probe, '', 'PX', 1)),
    });
    this.#client = connect(means.url, onChange);
  }

  get state(): SharedMemory['state'] {
    const isWell = this.#client.status === 'ready' && this.#reading.isGood && this.#writing.isGood;
    return isWell ? 'available' : 'degraded';
  }

  /** Goes by these from now on. What was sealed by keys that are replaced can still be opened for so long. */
  adopt(settings: RedisMemorySettings, formerMs: number): void {
    this.#seals.adopt(settings, formerMs);
    this.#staleMs = settings.staleMs;
  }

  async get(key: string): Promise<SharedEntry | null> {
    const named = this.#seals.of(accountOfKey(key)).map((seal) => ({ seal, name: this.#nameOf(key, seal) }));
    if (named.length === 0) return null;
    const reply = await this.#ask(this.#reading, () => this.#client.mgetBuffer(named.map(({ name }) => name)));
    const now = this.#means.clock.now();
    let latest: SharedEntry | null = null;
    for (const [index, { seal, name }] of named.entries()) {
      const stored = reply?.said[index];
      const entry = stored ? readEntry(stored, seal, name, key, now) : null;
      if (entry !== null && (latest === null || entry.askedAt > latest.askedAt)) latest = entry;
    }
    return latest;
  }

  put(keys: readonly string[], entry: SharedEntry): void {
    if (!this.#canAsk(this.#writing)) {
      this.#means.onCommand?.('unsent');
      return;
    }
    const { answer, askedAt, expiresAt } = entry;
    const [seal] = this.#seals.of(answer.reference.account);
    const packed = seal && pack({ answer, expiresAt });
    if (!packed) return;
    const now = this.#means.clock.now();
    for (const key of keys) {
      const name = this.#nameOf(key, seal);
      const stored = storedEntry(packed, askedAt, seal, name);
      if (stored === null) continue;
      const keepMs = usefulMs(entry, this.#staleMs, now);
      void this.#ask(this.#writing, () => this.#client.putUnlessOlder(name, stored, askedAt, keepMs, now));
    }
  }

  async lease(key: string, ms: number): Promise<Lease> {
    const [seal] = this.#seals.of(accountOfKey(key));
    if (seal === undefined) return { kind: 'unknown' };
    const name = `${this.#nameOf(key, seal)}:lease`;
    const token = randomBytes(12).toString('base64url');
    const release = (): void => {
      void this.#goesWell(() => this.#client.releaseLease(name, token));
    };
    let isGivenUp = false;
    const reply = await this.#ask(this.#writing, async () => {
      const said = await this.#client.set(name, token, 'PX', Math.max(1, Math.ceil(ms)), 'NX');
      // Granted when nobody waits for it any more: it would only keep others waiting.
      if (isGivenUp && said === 'OK') release();
      return said;
    });
    isGivenUp = reply === null;
    if (reply === null) return { kind: 'unknown' };
    return reply.said === 'OK' ? { kind: 'mine', release } : { kind: 'taken' };
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#reading.end();
    this.#writing.end();
    // After what was sent before.
    await inTime(this.#client.quit(), this.#means.commandTimeoutMs).catch(() => undefined);
    this.#client.disconnect();
  }

  #nameOf(key: string, seal: Seal): string {
    return `${this.#means.keyPrefix}${ENTRY_VERSION}:${seal.name(key)}`;
  }

  #canAsk(standing: Standing): boolean {
    return !this.#isClosed && this.#client.status === 'ready' && standing.isGood;
  }

  /** What the server said, or null when it said nothing in time, or is not to be asked. Never rejects. */
  async #ask<T>(standing: Standing, command: () => Promise<T>): Promise<{ readonly said: T } | null> {
    const { onCommand, commandTimeoutMs } = this.#means;
    if (!this.#canAsk(standing)) {
      onCommand?.('unsent');
      return null;
    }
    try {
      const said = await inTime(command(), commandTimeoutMs);
      onCommand?.('answered');
      standing.succeeded();
      return { said };
    } catch (error) {
      onCommand?.(outcomeOf(error));
      if (!this.#isClosed) standing.failed(reasonOf(error));
      return null;
    }
  }

  async #goesWell(command: () => Promise<unknown>): Promise<boolean> {
    return inTime(command(), this.#means.commandTimeoutMs).then(
      () => true,
      () => false,
    );
  }

  #tell(reason: string): void {
    const { state } = this;
    if (this.#isClosed || state === this.#told) return;
    this.#told = state;
    this.#means.onChange(state, reason);
  }
}
