import { covers, type Demand } from '../domain/demand.ts';
import type { FreshnessWanted } from './lookup.ts';
import type { Entry } from './memory.ts';
import { timeToLive, type TimeToLive } from './time-to-live.ts';

/** What one caller wants to know of a payment, and how lately it must have been asked. */
export interface Wish {
  readonly demand: Demand;
  readonly maxAgeMs: number | null;
  readonly maxStaleMs: number | null;
  /** Only an inquiry sent later than this will do; null when any will. */
  readonly since: number | null;
  /** When the caller came. */
  readonly madeAt: number;
}

/** The wish of a caller who comes now. */
export function wishFor(demand: Demand, { maxAgeMs, maxStaleMs }: FreshnessWanted, now: number): Wish {
  const since = maxAgeMs === null ? null : now - maxAgeMs;
  return { demand, maxAgeMs, maxStaleMs: maxStaleMs ?? null, since, madeAt: now };
}

/**
 * Whether what is known may be given: it is young enough, or so little too old that it may be given as stale, or may be
 * while it is asked for again.
 */
export type Fit = 'fresh' | 'stale' | 'refresh' | null;

/** How a known answer fits a wish now. */
export function fitOf(entry: Entry, wish: Wish, now: number, terms: TimeToLive): Fit {
  const age = now - entry.asked.at;
  // Asked in the future: the clock was set back, and how old it is cannot be told.
  if (age < 0 || !answers(entry, wish.demand)) return null;
  // It may have been kept when answers stood for longer.
  const life = Math.min(entry.expiresAt - entry.asked.at, timeToLive(entry.answer, terms));
  const allowed = Math.min(life, wish.maxAgeMs ?? life);
  if (age < allowed) return 'fresh';
  // A payment that did not exist a while ago may well exist now.
  if (entry.answer.payment === null || age > terms.staleMs) return null;
  if (wish.maxStaleMs !== null && age < allowed + wish.maxStaleMs) return age < life ? 'fresh' : 'stale';
  return wish.maxAgeMs === null && age < life + terms.staleWhileRevalidateMs ? 'refresh' : null;
}

/** Whether an answer that comes in while the caller waits is the one waited for, though another call brought it. */
export function isGrantedBy(wish: Wish, landed: Entry): boolean {
  return answers(landed, wish.demand) && (wish.since === null || landed.asked.at > wish.since);
}

/** That there is no such payment answers whatever is wanted of it. */
function answers(entry: Entry, demand: Demand): boolean {
  return entry.answer.payment === null || covers(entry.options, demand);
}
