import { NO_DEMAND } from '../domain/demand.ts';
import { isNotFound, type Answer } from '../domain/inquiry.ts';
import type { AskedReference, Reference } from '../domain/reference.ts';
import type { ResultInfo } from '../domain/result.ts';
import type { DateTime } from '../domain/time.ts';
import type { Found } from './engine.ts';
import type { Freshness, Lookup } from './lookup.ts';

/** The lookup of a reference that names nothing to ask. */
export function unresolved(asked: AskedReference, result: ResultInfo): Lookup {
  return {
    dialect: asked.dialect,
    account: null,
    reference: null,
    result,
    payment: null,
    freshness: 'NONE',
    asOf: null,
    exchange: null,
    options: NO_DEMAND,
  };
}

/** The lookup an answer makes, with the last known payment where a newer answer could not be had. */
export function found(reference: Reference, { answer, how, known }: Found): Lookup {
  const shown = known ?? answer;
  return {
    dialect: reference.dialect,
    account: reference.account,
    reference,
    result: answer.result,
    payment: shown.payment,
    freshness: freshness(answer, how, known),
    asOf: shown.payment === null ? null : givenAt(shown),
    exchange: shown.exchange,
    options: shown.exchange?.options ?? NO_DEMAND,
  };
}

function freshness(answer: Answer, how: Found['how'], known: Answer | null): Freshness {
  if (known !== null) return 'STALE';
  // A definite 'no such payment' is knowledge too; any other failure is none.
  if (answer.payment === null && !isNotFound(answer)) return 'NONE';
  return how === 'remembered' ? 'CACHED' : 'LIVE';
}

/** Alipay's own time where it is given; else when it was asked, which cannot be later. */
function givenAt({ exchange }: Answer): DateTime | null {
  return exchange?.respondedAt ?? exchange?.requestedAt ?? null;
}
