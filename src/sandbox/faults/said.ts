import { NumberText } from '../json.ts';
import { always } from './fault.ts';
import type { Fault } from './fault.ts';

/** What an upstream may say, correctly signed, that nobody hoped for. */
export const SAID: readonly Fault[] = [
  {
    name: 'delay',
    takes: 'milliseconds',
    description: 'Answers that many milliseconds later.',
    beside: true,
    spoils: (value) => ({ delayMs: Number(value) }),
  },
  always('unknown', 'Answers that the result is unknown: `UNKNOWN_EXCEPTION` (U), or HTTP 400 `ACQ.SYSTEM_ERROR`.', {
    instead: 'unknown',
  }),
  always('throttle', 'Answers `REQUEST_TRAFFIC_EXCEED_LIMIT`, or an unsigned HTTP 429 `app-call-limited`.', {
    instead: 'throttled',
  }),
  {
    name: 'retry-after',
    takes: 'seconds',
    description: 'Answers the same at HTTP 429, with a Retry-After of that many seconds.',
    spoils: (value) => ({
      instead: 'throttled',
      httpStatus: 429,
      retryAfter: { seconds: Number(value), as: 'seconds' },
    }),
  },
  {
    name: 'retry-after-date',
    takes: 'seconds',
    description: 'The same with a Retry-After that is a date, that many seconds away.',
    spoils: (value) => ({ instead: 'throttled', httpStatus: 429, retryAfter: { seconds: Number(value), as: 'date' } }),
  },
  {
    name: 'result',
    takes: 'word',
    description: 'Answers with that result code, documented or not, and no payment.',
    spoils: (value) => ({ code: value }),
  },
  {
    name: 'status',
    takes: 'word',
    description: 'Gives the payment that status, documented or not.',
    spoils: (value) => ({ status: value }),
  },
  {
    name: 'amount',
    takes: 'word',
    description: 'Gives the payment that amount, one or not: `0.001` has too many decimals everywhere.',
    spoils: (value) => ({ amount: value }),
  },
  {
    name: 'currency',
    takes: 'word',
    description: 'Gives the payment that currency, one or not: `XQQ` is none.',
    spoils: (value) => ({ currency: value }),
  },
  always('huge-number', 'Gives an amount of 10,000 digits, as a number.', {
    amount: new NumberText('9'.repeat(10_000)),
  }),
  always('huge-exponent', 'Gives an amount of 1e1000000000, as a number.', { amount: new NumberText('1e1000000000') }),
  always('mismatch', 'Answers another payment, correctly signed.', { instead: 'another' }),
  always('without-ids', 'Answers the payment without either of its identifiers, correctly signed.', {
    withoutIds: true,
  }),
  {
    ...always('other-message', 'Names another `reqMsgId` in the head, correctly signed.', { otherMessage: true }),
    dialect: 'PAY_QUERY',
  },
];
