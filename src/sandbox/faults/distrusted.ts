import { always } from './fault.ts';
import type { Fault } from './fault.ts';

const HOUR_MS = 3_600_000;

/** Answers that must not be believed. */
export const DISTRUSTED: readonly Fault[] = [
  always('bad-signature', 'Signs another text than the one it sends.', { signature: 'wrong' }),
  always('altered', 'Changes a digit of the body after signing it.', { altered: true }),
  always('unsigned', 'Answers without a signature.', { signature: 'absent' }),
  always('unsigned-error', 'Answers that the result is unknown, without a signature.', {
    instead: 'unknown',
    signature: 'absent',
  }),
  always(
    'half-signed',
    'Leaves half of the signature out: its time header, or, in the envelope, everything but an empty member.',
    { signature: 'half' },
  ),
  always('doubled-signature', 'Sends the signature twice: first the right one, then a wrong one.', {
    signature: 'doubled',
  }),
  always('stale-time', 'Gives a response time of an hour ago, correctly signed.', { ageMs: HOUR_MS }),
];
