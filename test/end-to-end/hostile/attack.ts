import type { Random } from '../../lookup/oracle/random.ts';

/** One request that nobody in good faith sends. */
export interface Attack {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** The codes it may be refused with; a number is an HTTP status without one. */
  readonly refusedWith: readonly (string | number)[];
  /** Whether it may be answered as well: it is odd, and no more than that. */
  readonly mayBeAnswered?: boolean;
  /** How much of the body is sent before the connection ends; all of it unless told. */
  readonly sends?: number;
}

/** Makes one attack of a kind. `mark` is to stand in every identifier it names, so that it is seen where it arrives. */
export type Attacker = (random: Random, mark: string) => Attack;

/** Callers, by the key they send: of the kinds `client` and `bulk`, and one that nobody knows. */
export const CALLERS = ['app', 'bi'] as const;

/** A POST of JSON as one of the callers. */
export function post(
  random: Random,
  body: unknown,
  refusedWith: Attack['refusedWith'],
  more: Partial<Attack> = {},
): Attack {
  return {
    method: 'POST',
    target: '/graphql',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${random.pick(CALLERS)}-key` },
    body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    refusedWith,
    ...more,
  };
}

/** A reference to a payment of that mark. */
export const ref = (mark: string, n = 0) => `{ dialect: TRADE_QUERY, merchantReference: "${mark}-${n}" }`;

/** The field that looks it up. */
export const lookup = (mark: string, n = 0, selection = 'result { code }') =>
  `payment(ref: ${ref(mark, n)}) { ${selection} }`;
