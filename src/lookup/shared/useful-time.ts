import type { SharedEntry } from '../shared-memory.ts';

// Answers to earlier inquiries may come in this much later, and must find that there was a later one.
const SHORTEST_KEPT_MS = 60_000;
const LONGEST_KEPT_MS = 7 * 86_400_000;

/** How much longer an entry is of use, where a payment is for so long after it was asked, its time to live aside. */
export function usefulMs({ answer, askedAt, expiresAt }: SharedEntry, staleMs: number, now: number): number {
  const until = answer.payment === null ? expiresAt : Math.max(expiresAt, askedAt + staleMs);
  return Math.ceil(Math.min(LONGEST_KEPT_MS, Math.max(SHORTEST_KEPT_MS, until - now)));
}
