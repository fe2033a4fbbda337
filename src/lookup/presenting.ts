import { NO_DEMAND } from '../domain/demand.ts';
import { isNotFound, type Answer } from '../domain/inquiry.ts';
import type { AskedReference, Reference } from '../domain/reference.ts';
import type { ResultInfo } from '../domain/result.ts';
import type { DateTime } from '../domain/time.ts';
import type { Found } from './engine.ts';
import type { Freshness, Lookup, Way } from './lookup.ts';

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
export function found(reference: Reference, result: Found): Lookup {
  const { answer, known } = result;
  const shown = known ?? answer;
  return {
    dialect: reference.dialect,
    account: reference.account,
    reference,
    result: answer.result,
    payment: shown.payment,
    freshness: freshness(result),
    asOf: shown.payment === null ? null : givenAt(shown),
    exchange: shown.exchange,
    options: shown.exchange?.options ?? NO_DEMAND,
  };
}

/** Whether upstream was asked for it while the caller waited; else it was known. */
export function isUpstreams(how: Way): boolean {
  return how === 'asked' || how === 'joined' || how === 'widened';
}

function freshness({ answer, how, isStale, known }: Found): Freshness {
  if (known !== null || isStale) return 'STALE';
  // A definite 'no such payment' is knowledge too; any other failure is none.
  if (answer.payment === null && !isNotFound(answer)) return 'NONE';
  return isUpstreams(how) ? 'LIVE' : 'CACHED';
}

/** Alipay's own time where it is given; else when it was asked, which cannot be later. */
function givenAt({ exchange }: Answer): DateTime | null {
  return exchange?.respondedAt ?? exchange?.requestedAt ?? null;
}
