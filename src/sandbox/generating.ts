import { randomFrom } from './random.ts';
import type { Random } from './random.ts';
import type { SandboxDialect } from './accounts.ts';

const FIRST_DAY = Date.UTC(2026, 0, 1);
const STRIDE = 7919;

/** An amount in its smallest unit. */
export interface MinorAmount {
  readonly currency: string;
  readonly value: string;
}

/** Choices for the n-th generated payment, independent of every other one. */
export function randomFor(dialect: SandboxDialect, seed: number, index: number): Random {
  return randomFrom(`${dialect} ${seed} ${index}`);
}

/** "pq-0001" */
export function numbered(prefix: string, index: number): string {
  return `${prefix}-${String(index).padStart(4, '0')}`;
}

/** The n-th identifier Alipay might give: a date, the digits its ids have in common, a number; `length` digits in all. */
export function platformId(common: string, length: number, index: number): string {
  const date = new Date(dayOf(index)).toISOString().slice(0, 10).replaceAll('-', '');
  return date + common + String(index * STRIDE).padStart(length - date.length - common.length, '0');
}

/** The number a platformId was made of; no whole number for other identifiers. */
export function indexInPlatformId(id: string): number {
  return Number(id.slice(-10)) / STRIDE;
}

/** When the n-th generated payment was made: the numbers run through half a year. */
export function createdAt(index: number, random: Random): number {
  return dayOf(index) + random.below(86_400_000);
}

/** An amount a shop might ask, within what Alipay allows for the currency. */
export function shopAmount(random: Random): MinorAmount {
  const currency = random.pick([
    'USD',
    'EUR',
    'HKD',
    'PHP',
    'JPY',
    'KRW',
    'IDR',
    'TWD',
    'SGD',
    'THB',
    'MYR',
    'GBP',
    'VND',
  ]);
  const units = 1 + random.below(random.chance(10) ? 100_000 : 500);
  switch (currency) {
    case 'JPY':
    case 'KRW':
    case 'VND':
      return { currency, value: String(units * 100) };
    case 'IDR':
    case 'TWD':
      // The last two digits must be 00 ("Currency codes").
      return { currency, value: String(units * 100) };
    default:
      return { currency, value: String(units * 100 + random.below(100)) };
  }
}

function dayOf(index: number): number {
  return FIRST_DAY + (index % 181) * 86_400_000;
}
