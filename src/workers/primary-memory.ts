import type { Clock } from '../domain/clock.ts';
import { isAbout, read, write } from '../lookup/shared/answer-codec.ts';
import { usefulMs } from '../lookup/shared/useful-time.ts';
import type { Lease, SharedEntry, SharedMemory } from '../lookup/shared-memory.ts';
import type { Channel } from './channel.ts';
import type { PrimaryServices, WorkerServices } from './services.ts';

/** What it is made of. */
export interface PrimaryMemoryMeans {
  readonly primary: Pick<Channel<PrimaryServices, WorkerServices>, 'ask' | 'tell'>;
  readonly clock: Clock;
  /** How long after it was asked a payment is of use, its time to live aside. */
  readonly staleMs: number;
}

// Far longer than the primary ever takes, and short enough to wait for in vain.
const WAIT_MS = 250;

/** What the workers of one host remember together, by way of their primary: a worker's side of it. */
export class PrimaryMemory implements SharedMemory {
  readonly state = 'available';
  readonly #means: PrimaryMemoryMeans;
  readonly #waiting = new Map<string, Set<() => void>>();
  #staleMs: number;
  #lastToken = 0;

  constructor(means: PrimaryMemoryMeans) {
    this.#means = means;
    this.#staleMs = means.staleMs;
  }

  adopt({ staleMs }: Pick<PrimaryMemoryMeans, 'staleMs'>): void {
    this.#staleMs = staleMs;
  }

  async get(key: string): Promise<SharedEntry | null> {
    const { primary, clock } = this.#means;
    const kept = await primary.ask('recall', key, WAIT_MS).catch(() => null);
    if (kept === null || kept.askedAt > clock.now()) return null;
    const entry = read(kept.text);
    return entry !== null && isAbout(key, entry.answer)
      ? { ...entry, askedAt: kept.askedAt, landedAt: kept.landedAt }
      : null;
  }

  put(keys: readonly string[], entry: SharedEntry): void {
    const { answer, askedAt, expiresAt } = entry;
    const text = write({ answer, expiresAt });
    if (text === null) return;
    const keepMs = usefulMs(entry, this.#staleMs, this.#means.clock.now());
    this.#means.primary.tell('remember', { keys, askedAt, text, keepMs });
  }

  async lease(key: string, ms: number): Promise<Lease> {
    const { primary } = this.#means;
    const token = (this.#lastToken += 1);
    const release = () => primary.tell('release', { key, token });
    try {
      const isMine = await primary.ask('lease', { key, ms, token }, WAIT_MS);
      return isMine ? { kind: 'mine', release } : { kind: 'taken' };
    } catch {
      // Granted when nobody waits for it any more, it would only keep others waiting.
      release();
      return { kind: 'unknown' };
    }
  }

  onNews(key: string, call: () => void): () => void {
    const waiting = this.#waiting.get(key) ?? new Set<() => void>();
    this.#waiting.set(key, waiting.add(call));
    return () => {
      waiting.delete(call);
      if (waiting.size === 0) this.#waiting.delete(key);
    };
  }

  /** There may be news of the key. */
  news(key: string): void {
    for (const call of this.#waiting.get(key) ?? []) call();
  }

  async close(): Promise<void> {
    // The primary has it.
  }
}
