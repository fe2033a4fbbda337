import type { Lease, SharedEntry, SharedMemory } from '../../src/lookup/shared-memory.ts';
import type { VirtualClock } from '../clock/virtual-clock.ts';

/** What gateways share, in a map; leases run out by the clock. */
export class FakeSharedMemory implements SharedMemory {
  readonly entries = new Map<string, SharedEntry>();
  readonly leases = new Map<string, number>();
  readonly state = 'available';
  /** What is answered instead, when set. */
  lends: 'taken' | 'unknown' | undefined;
  /** Whether it goes by the callers' own clock, and calls who waits for news. */
  isNear = false;
  readonly #waiting = new Map<string, Set<() => void>>();
  gets = 0;
  asks = 0;
  puts = 0;
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  async get(key: string): Promise<SharedEntry | null> {
    this.gets += 1;
    await Promise.resolve();
    return this.entries.get(key) ?? null;
  }

  put(keys: readonly string[], entry: SharedEntry): void {
    this.puts += 1;
    for (const key of keys) {
      const there = this.entries.get(key);
      if (there !== undefined && there.askedAt > entry.askedAt) continue;
      this.entries.set(key, this.isNear ? { ...entry, landedAt: this.#clock.now() } : entry);
      for (const call of this.#waiting.get(key) ?? []) call();
    }
  }

  onNews(key: string, call: () => void): () => void {
    if (!this.isNear) return () => undefined;
    const waiting = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, waiting.add(call));
    return () => void waiting.delete(call);
  }

  async lease(key: string, ms: number): Promise<Lease> {
    this.asks += 1;
    await Promise.resolve();
    if (this.lends !== undefined) return { kind: this.lends };
    if ((this.leases.get(key) ?? 0) > this.#clock.now()) return { kind: 'taken' };
    const until = this.#clock.now() + ms;
    this.leases.set(key, until);
    return {
      kind: 'mine',
      release: () => {
        if (this.leases.get(key) === until) this.leases.delete(key);
      },
    };
  }

  async close(): Promise<void> {
    // Nothing is open.
  }
}
