import type { Availability } from '../domain/availability.ts';
import type { Account } from './account.ts';
import type { Breaker } from './breaker.ts';
import type { Slots } from './slots.ts';

/** What one account's upstream is doing at this moment. */
export interface AccountReading extends Pick<Account, 'id' | 'dialect'> {
  readonly availability: Availability;
  /** Slots held, and how many wait for one. */
  readonly slots: { readonly busy: number; readonly waiting: number };
}

interface Read {
  readonly account: Account;
  readonly slots: Slots;
  readonly breaker: Breaker;
}

/** Reads it off. */
export function readingOf({ account: { id, dialect }, slots, breaker }: Read): AccountReading {
  const { busy, waiting } = slots;
  return { id, dialect, availability: breaker.availability, slots: { busy, waiting } };
}
