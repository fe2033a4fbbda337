import type { Observations, Row } from '../observation.ts';
import { CACHE } from '../stage.ts';
import { verdict, type Verdict } from './verdict.ts';

// The documents' times are written to the second, cut off.
const SECOND_MS = 1_000;
// Both ends of a measurement are taken by processes that wait for each other's turn.
const SLACK_MS = 250;

/** No answer is older than its caller allows, or than it may stand, unless it says that it is stale. */
export function judgeFreshness({ rows }: Observations): Verdict {
  const count = (freshness: string) => rows.filter(({ item }) => item.freshness === freshness).length;
  const figures = ['LIVE', 'CACHED', 'STALE', 'NONE'].map((name) => `${count(name)} ${name}`).join(', ');
  const reasons = rows.flatMap((row) => {
    const fault = freshnessFault(row);
    return fault === null ? [] : [`${row.dialect} ${row.id}: ${fault}`];
  });
  return verdict('as fresh as allowed', figures, reasons);
}

function freshnessFault({ item, maxAgeMs, sentAt, answeredAt }: Row): string | null {
  const { freshness, exchange, payment } = item;
  if (freshness === 'NONE' || freshness === 'STALE') return null;
  if (exchange === null) return `${freshness} without an exchange`;
  if (maxAgeMs === 0 && freshness !== 'LIVE') return `${freshness} for no-cache`;
  const askedAt = Date.parse(exchange.requestedAt) + SECOND_MS - 1;
  const oldest =
    freshness === 'LIVE' && maxAgeMs === null ? answeredAt - 60_000 : sentAt - (maxAgeMs ?? lifeOf(payment));
  const late = oldest - SLACK_MS - askedAt;
  return late <= 0 ? null : `${freshness}, asked ${late} ms too early`;
}

function lifeOf(payment: Row['item']['payment']): number {
  if (payment === null) return CACHE.notFoundMs;
  if (payment.status === 'PENDING') return CACHE.pendingMs;
  return payment.status === 'SUCCEEDED' && payment.statusRaw !== 'TRADE_FINISHED' ? CACHE.succeededMs : CACHE.endedMs;
}
