import type { SandboxDialect } from './accounts.ts';

/** What is done to an answer. */
export interface Spoils {
  readonly delayMs?: number;
  /** Answer with this instead of the payment. */
  readonly instead?: 'unknown' | 'throttled' | 'another';
  /** Answer with this result code instead of the payment. */
  readonly code?: string;
  /** Give the payment this status word. */
  readonly status?: string;
  readonly withoutIds?: true;
  /** PAY_QUERY: name another request message in the head. */
  readonly otherMessage?: true;
  readonly signature?: 'wrong' | 'absent' | 'half' | 'doubled';
  /** How far back the time of the answer lies. */
  readonly ageMs?: number;
  readonly httpStatus?: number;
  readonly content?: 'html' | 'words' | 'padded';
  readonly transport?: 'reset' | 'truncated' | 'stalled' | 'endless';
}

/** One thing that can go wrong on demand: an identifier ending in `--<name>` makes it happen. */
export interface Fault {
  readonly name: string;
  readonly description: string;
  /**
   * What may follow the name after a dash. `tries`: for how many inquiries it lasts, for ever without; `milliseconds`
   * and `word` must be given.
   */
  readonly takes: 'tries' | 'milliseconds' | 'word';
  /** The only dialect it makes sense for; all when absent. */
  readonly dialect?: SandboxDialect;
  readonly spoils: (value: string) => Spoils;
}

const HOUR_MS = 3_600_000;

/** Every fault, in the order the documentation lists them. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'delay',
    takes: 'milliseconds',
    description: 'Answers that many milliseconds later.',
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

/** A fault an identifier carries. */
export interface Carried {
  readonly fault: Fault;
  /** What follows the name; empty when nothing does. */
  readonly value: string;
}

/** An identifier taken apart. */
export interface Asked {
  /** What to look up. */
  readonly id: string;
  /** The rest, which the answer's identifiers carry too. */
  readonly suffix: string;
  readonly faults: readonly Carried[];
}

/** Takes the faults off the end of an identifier; what is no fault of this dialect stays part of it. */
export function readFaults(id: string, dialect: SandboxDialect): Asked {
  let bare = id;
  const faults: Carried[] = [];
  for (;;) {
    const cut = bare.lastIndexOf('--');
    const carried = cut > 0 ? carriedFault(bare.slice(cut + 2), dialect) : undefined;
    if (carried === undefined) return { id: bare, suffix: id.slice(bare.length), faults };
    faults.unshift(carried);
    bare = bare.slice(0, cut);
  }
}

/** What is done to the answer of the n-th try, counted from 1. Faults that last for some tries follow one another. */
export function spoilsAt(faults: readonly Carried[], attempt: number): Spoils {
  let left = attempt;
  let spoils: Spoils = {};
  for (const { fault, value } of faults) {
    const lasts = fault.takes === 'tries' && value !== '' ? Number(value) : undefined;
    if (lasts === undefined || (left > 0 && left <= lasts)) spoils = { ...spoils, ...fault.spoils(value) };
    if (lasts !== undefined) left -= lasts;
  }
  return spoils;
}

function always(name: string, description: string, spoils: Spoils): Fault {
  return { name, takes: 'tries', description, spoils: () => spoils };
}

function carriedFault(text: string, dialect: SandboxDialect): Carried | undefined {
  for (const fault of FAULTS) {
    if (fault.dialect !== undefined && fault.dialect !== dialect) continue;
    if (text === fault.name && fault.takes === 'tries') return { fault, value: '' };
    if (!text.startsWith(`${fault.name}-`)) continue;
    const value = text.slice(fault.name.length + 1);
    if ((fault.takes === 'word' ? /^[\w.-]+$/ : /^\d{1,6}$/).test(value)) return { fault, value };
  }
  return undefined;
}
