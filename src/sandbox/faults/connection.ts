import { always } from './fault.ts';
import type { Fault } from './fault.ts';

/** What networks do. */
export const CONNECTION: readonly Fault[] = [
  always('reset', 'Resets the connection instead of answering.', { transport: 'reset' }),
  always('silent', 'Takes the request and says nothing until the caller hangs up.', { transport: 'silent' }),
  always('truncated', 'Announces the whole body, sends half of it and closes the connection.', {
    transport: 'truncated',
  }),
  always('stalled', 'Sends half of the body, then nothing more until the caller hangs up.', { transport: 'stalled' }),
  {
    name: 'drip',
    takes: 'milliseconds',
    description: 'Sends the body byte by byte, that many milliseconds apart.',
    spoils: (value) => ({ transport: 'drip', dripMs: Number(value) }),
  },
  always('endless', 'Sends white space until the caller hangs up.', { transport: 'endless' }),
  always('hang-up', 'Closes the connection after the right answer, without having said that it would.', {
    transport: 'hang-up',
  }),
  always('stale-connection', 'Resets the connection when the next request comes over it; this one is answered.', {
    transport: 'stale',
  }),
];
