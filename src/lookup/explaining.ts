import { optionsOf, type Demand } from '../domain/demand.ts';
import type { Reference } from '../domain/reference.ts';
import type { Found } from './engine.ts';
import type { ExplainedCall } from './lookup.ts';
import { isUpstreams } from './presenting.ts';

/** What became of a lookup, for whoever may know. */
export function explained(reference: Reference, wanted: Demand, { answer, how }: Found, ms: number): ExplainedCall {
  const { exchange, result, retries } = answer;
  return {
    dialect: reference.dialect,
    account: reference.account,
    kind: reference.kind,
    reference: masked(reference.id),
    options: optionsOf(exchange?.options ?? wanted),
    how,
    code: result.code,
    attempts: isUpstreams(how) && exchange !== null ? retries + 1 : 0,
    ms,
  };
}

/** Enough of an identifier to know it again by; nothing of a short one. */
export function masked(id: string): string {
  const characters = Array.from(id);
  if (characters.length <= 8) return '***';
  return `${characters.slice(0, 2).join('')}***${characters.slice(-2).join('')}`;
}
