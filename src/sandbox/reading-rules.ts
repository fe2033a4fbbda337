import { z } from 'zod';

import { SANDBOX_DIALECTS } from './accounts.ts';
import type { SandboxDialect } from './accounts.ts';
import { VALUES } from './faults/fault.ts';
import { FAULTS } from './faults.ts';
import type { Fault } from './faults/fault.ts';

/** What rules may name: the accounts served. */
export type Known = readonly { readonly id: string; readonly dialect: SandboxDialect }[];

/** A fault, and which inquiries it befalls: those to which everything applies that is said. */
export interface Rule {
  /** The name of the fault. */
  readonly fault: string;
  /** What the fault takes: milliseconds, seconds, a word. */
  readonly value?: string | undefined;
  readonly account?: string | undefined;
  readonly dialect?: SandboxDialect | undefined;
  /** Either identifier of a payment. */
  readonly id?: string | undefined;
  /** The share of the inquiries, above 0 and up to 1. */
  readonly rate: number;
  /** How many inquiries it befalls before it has no effect any more. */
  readonly times?: number | undefined;
}

/** A rule as people write it: the rate is 1 when nothing is said. */
export type RuleInput = Omit<Rule, 'rate' | 'value'> & {
  readonly rate?: number | undefined;
  readonly value?: string | number | undefined;
};

/** What is wrong with a rule, and where. */
export interface RuleFault {
  /** `[1].rate` */
  readonly path: string;
  readonly message: string;
}

/** Rules that cannot be used. It lists everything that is wrong with them. */
export class RuleError extends Error {
  override readonly name = 'RuleError';
  readonly faults: readonly RuleFault[];

  constructor(faults: readonly RuleFault[]) {
    super(faults.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('\n'));
    this.faults = faults;
  }
}

/** Reads one rule or a list of them. */
export function readRules(
  value: unknown,
  known: Known,
): { readonly rules: readonly Rule[] } | { readonly faults: readonly RuleFault[] } {
  const rule = ruleSchema(known);
  const parsed = Array.isArray(value) ? z.array(rule).min(1, expected(A_RULE)).safeParse(value) : rule.safeParse(value);
  if (parsed.success) return { rules: Array.isArray(parsed.data) ? parsed.data : [parsed.data] };
  return { faults: parsed.error.issues.map(({ path, message }) => ({ path: pathText(path), message })) };
}

/** Words for what was expected, followed by what was got and, where it helps, what to do. */
export function expected(what: string, remedy = ''): { error: (issue: { readonly input?: unknown }) => string } {
  return { error: ({ input }) => `expected ${what}, got ${got(input)}${remedy === '' ? '' : `; ${remedy}`}` };
}

/** What a value is; of texts only short words are quoted. */
export function got(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return /^[\w.-]{1,24}$/.test(value) ? `"${value}"` : `${value.length} characters`;
  if (!Array.isArray(value)) return 'an object';
  return value.length === 0 ? 'an empty list' : 'a list';
}

/** A path as people write it: `[1].rate`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

const A_RULE = 'a rule such as {"fault": "stalled", "rate": 0.1}, or a list of rules';
const MEMBERS = ['fault', 'value', 'account', 'dialect', 'id', 'rate', 'times'];
const RATE = expected('a number above 0 and up to 1');
const TIMES = expected('a whole number from 1 to 1000000000');
const ID = expected('an identifier of 1 to 64 characters');

function ruleSchema(known: Known) {
  const names = FAULTS.map(({ name }) => name);
  const ids = known.map(({ id }) => id);
  return z
    .strictObject(
      {
        fault: z.enum(names, expected('the name of a fault', 'the README and GET /admin/faults list them')),
        value: z.union([z.string(), z.number()], expected('a text or a number')).transform(String).optional(),
        account: z.enum(ids, expected(`one of ${ids.join(', ')}`)).optional(),
        dialect: z.enum(SANDBOX_DIALECTS, expected(`one of ${SANDBOX_DIALECTS.join(', ')}`)).optional(),
        id: z.string(ID).min(1, ID).max(64, ID).optional(),
        rate: z.number(RATE).gt(0, RATE).max(1, RATE).default(1),
        times: z.int(TIMES).min(1, TIMES).max(1_000_000_000, TIMES).optional(),
      },
      {
        error: ({ code, keys, input }) =>
          code === 'unrecognized_keys'
            ? `expected only ${MEMBERS.join(', ')}, got ${keys.map(got).join(', ')} as well; remove it`
            : `expected ${A_RULE}, got ${got(input)}`,
      },
    )
    .check(({ value: rule, issues }) => {
      const fault = FAULTS.find(({ name }) => name === rule.fault);
      if (fault === undefined) return;
      for (const [member, message] of [valueFault(fault, rule.value), scopeFault(fault, rule, known)].flat()) {
        issues.push({ code: 'custom', path: [member], message, input: rule });
      }
    });
}

const TAKEN = {
  milliseconds: 'milliseconds, a whole number up to 999999,',
  seconds: 'seconds, a whole number up to 999999,',
  word: 'a word of letters, digits, "_", "." and "-"',
} as const;

type Complaint = readonly [member: string, message: string];

function valueFault({ name, takes }: Fault, value: string | undefined): Complaint[] {
  if (takes === 'tries') {
    if (value === undefined) return [];
    return [['value', `expected no value for ${name}, got ${got(value)}; say how often with times`]];
  }
  if (value !== undefined && VALUES[takes].test(value)) return [];
  return [['value', `expected ${TAKEN[takes]} for ${name}, got ${got(value)}`]];
}

function scopeFault(fault: Fault, { account, dialect }: Pick<Rule, 'account' | 'dialect'>, known: Known): Complaint[] {
  if (account !== undefined && dialect !== undefined) {
    return [['dialect', 'expected account or dialect, got both; remove one']];
  }
  const meant = dialect ?? known.find(({ id }) => id === account)?.dialect;
  if (fault.dialect === undefined || meant === undefined || meant === fault.dialect) return [];
  const member = dialect === undefined ? 'account' : 'dialect';
  return [[member, `expected one of ${fault.dialect} for ${fault.name}, got one of ${meant}; remove it`]];
}
