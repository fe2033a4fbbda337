import { notation } from '../faults/fault.ts';
import { FAULTS } from '../faults.ts';
import { got, readRules } from '../reading-rules.ts';
import { jsonIn, unusable } from './reply.ts';
import type { AdminMeans, Reply, Visit } from './reply.ts';

/** Every fault there is, and the rules in force. */
export function listFaults(_: Visit, { rules }: AdminMeans): Reply {
  const faults = FAULTS.map(({ name, takes, dialect, description, ...fault }) => ({
    name,
    suffix: notation({ name, takes, ...fault }),
    value: takes === 'tries' ? null : takes,
    dialect: dialect ?? null,
    description,
  }));
  return { status: 200, body: { rules: rules.list(), faults } };
}

/** Adds the rules in the body. */
export function addRules(visit: Visit, { rules, accounts }: AdminMeans): Reply {
  const body = jsonIn(visit);
  if ('status' in body) return body;
  const read = readRules(body.json, accounts);
  return 'faults' in read ? unusable(read.faults) : { status: 201, body: { rules: rules.add(read.rules) } };
}

/** Takes all rules out of force. */
export function removeRules(_: Visit, { rules }: AdminMeans): Reply {
  rules.clear();
  return { status: 200, body: { rules: [] } };
}

/** Takes the rule of this number out of force. */
export function removeRule(_: Visit, { rules }: AdminMeans, number: string): Reply {
  if (/^\d{1,15}$/.test(number) && rules.remove(Number(number))) return { status: 200, body: { rules: rules.list() } };
  const numbers = rules.list().map(({ rule }) => rule);
  const there = numbers.length === 0 ? 'there is none' : `one of ${numbers.join(', ')}`;
  return {
    status: 404,
    body: { errors: [{ message: `expected the number of a rule (${there}), got ${got(number)}` }] },
  };
}
