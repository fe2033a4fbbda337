import { isDeepStrictEqual } from 'node:util';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import type { Item, NodeRow, Observations, Row } from '../observation.ts';
import { LIMITS } from '../stage.ts';
import type { Shown } from '../truth/facts.ts';
import { truthOf, type Named, type Truth } from '../truth/truth.ts';
import { verdict, type Verdict } from './verdict.ts';

// Times that dialects write to the second.
const SECOND_MS = 1_000;

/** What may befall a call, or keep it from being made, and what the graph has to say then: retryable, action. */
const HONEST: Readonly<Record<string, readonly [retryable: boolean, action: string]>> = {
  UNKNOWN_EXCEPTION: [true, 'RETRY'],
  'ACQ.SYSTEM_ERROR': [true, 'RETRY'],
  GATEWAY_TIMEOUT: [true, 'RETRY'],
  GATEWAY_UNREACHABLE: [true, 'RETRY'],
  GATEWAY_CIRCUIT_OPEN: [true, 'RETRY_LATER'],
  GATEWAY_OVERLOADED: [true, 'RETRY_LATER'],
  GATEWAY_BAD_SIGNATURE: [false, 'FIX_CONFIGURATION'],
};

/** Every answer is the truth of its time, or says honestly that there is none. */
export function judgeAnswers(sandbox: Sandbox, seen: Observations): Verdict {
  const reasons = [...seen.faults];
  const counts = { right: 0, failed: 0, stale: 0 };
  for (const row of [...seen.rows, ...seen.watches.flatMap(({ messages }) => messages)]) {
    const { freshness } = row.item;
    counts[freshness === 'NONE' ? 'failed' : freshness === 'STALE' ? 'stale' : 'right'] += 1;
    const fault = rowFault(sandbox, row);
    if (fault !== null) reasons.push(`${row.dialect} ${row.id}: ${fault}`);
  }
  for (const node of seen.nodes) {
    const fault = nodeFault(sandbox, node);
    if (fault !== null) reasons.push(`node ${node.dialect} ${node.id}: ${fault}`);
  }
  for (const { completed, messages, id } of seen.watches) {
    const last = messages.at(-1)?.item.payment?.status;
    if (!completed || last !== 'SUCCEEDED') reasons.push(`subscription to ${id}: ended with ${last ?? 'nothing'}`);
  }
  const { right, failed, stale } = counts;
  const others = `${seen.nodes.length} nodes, ${seen.watches.length} subscriptions`;
  return verdict('no wrong answer', `${right} right, ${stale} stale, ${failed} failures told; ${others}`, reasons);
}

function rowFault(sandbox: Sandbox, row: Row): string | null {
  const { item, answeredAt } = row;
  const askedAt = item.exchange === null ? row.sentAt : Date.parse(item.exchange.requestedAt);
  // An exchange is over when its attempt is, or when a busy gateway notices.
  const until = Math.min(answeredAt, askedAt + SECOND_MS + 2 * LIMITS.attemptTimeoutMs);
  const moments = [askedAt, until].map((at) => truthOf(sandbox, row, at));
  const faults = moments.map((truth) => itemFault(truth, row));
  return faults.includes(null) ? null : faults[0]!;
}

function itemFault(truth: Truth, { item, withheld }: Row): string | null {
  const { result, payment, freshness, asOf } = item;
  if (withheld.length > 0 && freshness !== 'STALE') return `withheld ${JSON.stringify(withheld)}`;
  if (withheld.some(({ code }) => !(code in HONEST))) return `withheld ${JSON.stringify(withheld)}`;
  if ((payment === null) !== (asOf === null)) return `asOf is ${asOf} beside ${JSON.stringify(payment)}`;
  if (freshness === 'NONE' || freshness === 'STALE') {
    if ('code' in truth && result.code === truth.code) return payment === null ? null : 'a payment that is none';
    const honest = HONEST[result.code];
    if (!isDeepStrictEqual(honest, [result.retryable, result.action])) return `failed with ${JSON.stringify(result)}`;
    return freshness === 'NONE' ? onlyNull(payment) : shownFault(truth, payment, withheld);
  }
  if ('code' in truth)
    return result.code === truth.code ? onlyNull(payment) : `${result.code} instead of ${truth.code}`;
  return result.code === 'SUCCESS' ? shownFault(truth, payment) : `${result.code} for what exists`;
}

function onlyNull(payment: Item['payment']): string | null {
  return payment === null ? null : `a payment beside a failure: ${JSON.stringify(payment)}`;
}

function shownFault(truth: Truth, payment: Item['payment'], withheld: Row['withheld'] = []): string | null {
  if (!('shown' in truth)) return `there is no such payment: ${JSON.stringify(payment)}`;
  if (payment === null) return 'no payment';
  for (const name of Object.keys(truth.shown) as (keyof Shown)[]) {
    if (withheld.some((field) => field.name === name) && payment[name] === null) continue;
    if (!(name in payment) || isDeepStrictEqual(payment[name], truth.shown[name])) continue;
    return `${name} is ${JSON.stringify(payment[name])}, should be ${JSON.stringify(truth.shown[name])}`;
  }
  return null;
}

/** Its moment is not told, so it may be true of any since it could last have been learnt. */
function nodeFault(sandbox: Sandbox, { payment, error, sentAt, answeredAt, ...named }: NodeRow): string | null {
  if (error !== null) return error in HONEST && payment === null ? null : `failed with ${error}`;
  const moments = [sentAt - 60_000, sentAt, answeredAt].map((at) => truthOf(sandbox, named satisfies Named, at));
  const faults = moments.map((truth) => shownFault(truth, payment));
  return faults.includes(null) ? null : faults[0]!;
}
