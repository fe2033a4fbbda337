import type { Availability } from '../domain/availability.ts';
import type { Account } from './account.ts';
import type { Breaker } from './breaker.ts';
import type { Slots } from './slots.ts';

/** What one account's upstream is doing at this moment. */
export interface AccountReading extends Pick<Account, 'id' | 'dialect'> {
  readonly availability: Availability;
  /** Slots held, and how many wait for one. */
  readonly slots: { readonly busy: number; readonly waiting: number };
  /** Attempts that may begin in a second: fewer than configured while upstream is asked too often. */
  readonly ratePerSecond: number;
}

interface Read {
  readonly account: Account;
  readonly slots: Slots;
  readonly breaker: Breaker;
}

/** Reads it off. */
export function readingOf(read: Read): AccountReading {
  const { id, dialect } = read.account;
  const { busy, waiting, ratePerSecond } = read.slots;
  return { id, dialect, availability: availabilityOf(read), slots: { busy, waiting }, ratePerSecond };
}

/** Unavailable is what the breaker holds back, and what has asked for a pause. */
export function availabilityOf({ slots, breaker }: Pick<Read, 'slots' | 'breaker'>): Availability {
  return slots.pausedUntil === null ? breaker.availability : 'UNAVAILABLE';
}
