import type { Answer } from '../domain/inquiry.ts';

/** A trusted answer as several gateways share it. */
export interface SharedEntry {
  readonly answer: Answer;
  /** When the inquiry was sent, by the clock of the gateway that sent it. */
  readonly askedAt: number;
  readonly expiresAt: number;
  /**
   * When it was put, by the very clock callers come by; absent where that is another's. Whoever came before has waited
   * for it, however short it stands.
   */
  readonly landedAt?: number | undefined;
}

/**
 * What several gateways remember together. It may be slow, full or gone: every call is bounded in time, never rejects,
 * and falls back to knowing nothing, so it costs latency at most.
 */
export interface SharedMemory {
  /** The entry under the key, whatever its age, or null. */
  get(key: string): Promise<SharedEntry | null>;
  /** Keeps the entry under the keys unless one to a later inquiry is there; compared in the server, atomically. */
  put(keys: readonly string[], entry: SharedEntry): void;
  /**
   * The right to make the call for the key: `mine` until released or `ms` have passed; `taken` when another gateway has
   * it; `unknown` when that cannot be told, which is to be treated as `mine`.
   */
  lease(key: string, ms: number): Promise<Lease>;
  /**
   * Calls when there may be news of a key for which the right was `taken`, once, unless what it gives is called before.
   * Whoever cannot be called has to look again and again.
   */
  onNews?(key: string, call: () => void): () => void;
  /** Whether it answers as it should. */
  readonly state: 'available' | 'degraded';
  close(): Promise<void>;
}

/** An agreement among gateways on who makes a call. */
export type Lease =
  { readonly kind: 'mine'; release(): void } | { readonly kind: 'taken' } | { readonly kind: 'unknown' };
