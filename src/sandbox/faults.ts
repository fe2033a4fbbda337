import type { SandboxDialect } from './accounts.ts';
import type { Spoils } from './spoils.ts';

/** One thing that can go wrong on demand: by rule, or for an identifier that ends in `--<name>`. */
export interface Fault {
  readonly name: string;
  readonly description: string;
  readonly takes: Takes;
  /** The only dialect it makes sense for; all when absent. */
  readonly dialect?: SandboxDialect;
  /** It only costs time, so that it goes together with any other one. */
  readonly beside?: true;
  readonly spoils: (value: string) => Spoils;
}

/**
 * What may follow the name after a dash. `tries`: for how many inquiries it lasts, for ever without; the others must be
 * given.
 */
export type Takes = 'tries' | 'milliseconds' | 'word';

const WHOLE_NUMBER = /^\d{1,6}$/;

/** How a value is written. */
export const VALUES: Readonly<Record<Takes, RegExp>> = {
  tries: WHOLE_NUMBER,
  milliseconds: WHOLE_NUMBER,
  word: /^[\w.-]{1,64}$/,
};

const HOUR_MS = 3_600_000;

/** Every fault, in the order the documentation lists them. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'delay',
    takes: 'milliseconds',
    description: 'Answers that many milliseconds later.',
    beside: true,
    spoils: (value) => ({ delayMs: Number(value) }),
  },
  always('unknown', 'Answers that the result is unknown: UNKNOWN_EXCEPTION (U), or HTTP 400 ACQ.SYSTEM_ERROR.', {
    instead: 'unknown',
  }),
  always('throttle', 'Answers REQUEST_TRAFFIC_EXCEED_LIMIT, or an unsigned HTTP 429 app-call-limited.', {
    instead: 'throttled',
  }),
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
  always('mismatch', 'Answers another payment, correctly signed.', { instead: 'another' }),
  always('without-ids', 'Answers the payment without either of its identifiers, correctly signed.', {
    withoutIds: true,
  }),
  {
    ...always('other-message', 'Names another reqMsgId in the head, correctly signed.', { otherMessage: true }),
    dialect: 'PAY_QUERY',
  },
  always('bad-signature', 'Signs another text than the one it sends.', { signature: 'wrong' }),
  always('unsigned', 'Answers without a signature.', { signature: 'absent' }),
  always(
    'half-signed',
    'Leaves half of the signature out: its time header, or, in the envelope, everything but an empty member.',
    { signature: 'half' },
  ),
  always('doubled-signature', 'Sends the signature twice: first the right one, then a wrong one.', {
    signature: 'doubled',
  }),
  always('stale-time', 'Gives a response time of an hour ago, correctly signed.', { ageMs: HOUR_MS }),
  always('html-502', 'Answers HTTP 502 with an HTML page.', { httpStatus: 502, content: 'html' }),
  always('accepted-202', 'Answers HTTP 202; the body is the right one, correctly signed.', { httpStatus: 202 }),
  always('not-json', 'Answers words instead of JSON, correctly signed where the signature is a header.', {
    content: 'words',
  }),
  always('oversized', 'Pads the body to more than 2 MiB, correctly signed.', { content: 'padded' }),
  always('reset', 'Resets the connection instead of answering.', { transport: 'reset' }),
  always('truncated', 'Announces the whole body, sends half of it and closes the connection.', {
    transport: 'truncated',
  }),
  always('stalled', 'Sends half of the body, then nothing more until the caller hangs up.', { transport: 'stalled' }),
  always('endless', 'Sends white space until the caller hangs up.', { transport: 'endless' }),
];

/** The fault of this name, which must be one of the table. */
export function faultNamed(name: string): Fault {
  const fault = FAULTS.find((candidate) => candidate.name === name);
  if (fault === undefined) throw new Error(`there is no fault named ${name}`);
  return fault;
}

/** How an identifier asks for the fault, after `--`: `stalled[-n]`, `delay-<ms>`. */
export function notation({ name, takes }: Pick<Fault, 'name' | 'takes'>): string {
  return takes === 'tries' ? `${name}[-n]` : `${name}-<${PLACEHOLDERS[takes]}>`;
}

const PLACEHOLDERS = { milliseconds: 'ms', word: 'WORD' } as const;

function always(name: string, description: string, spoils: Spoils): Fault {
  return { name, takes: 'tries', description, spoils: () => spoils };
}
