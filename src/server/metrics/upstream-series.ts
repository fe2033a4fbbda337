import { Counter, Histogram, type Registry } from 'prom-client';
import { AVAILABILITIES } from '../../domain/availability.ts';
import type { UpstreamEvent } from '../../upstream/events.ts';
import { accountCounter } from './account-counter.ts';
import { DURATIONS, seconds } from './durations.ts';
import type { Readings } from './readings.ts';

/** Counts what happens between the gateway and Alipay. `codeOf` maps to the codes that are known. */
export function addUpstreamSeries(
  registry: Registry,
  readings: Readings,
  codeOf: (code: string) => string,
): (event: UpstreamEvent) => void {
  const registers = [registry];
  const byAccount = (name: string, help: string) => accountCounter(registry, readings, name, help);
  const attempts = new Counter({
    name: 'paygraph_upstream_attempts_total',
    help: 'Requests sent to Alipay, by result; code `abandoned` when all who waited left first, `other` when no document lists it.',
    labelNames: ['account', 'dialect', 'status', 'code'] as const,
    registers,
  });
  const durations = new Histogram({
    name: 'paygraph_upstream_attempt_duration_seconds',
    help: 'How long requests to Alipay took, from signing to judging the answer; abandoned ones aside.',
    labelNames: ['account'] as const,
    buckets: DURATIONS,
    registers,
  });
  const throttled = byAccount(
    'paygraph_upstream_throttled_total',
    'Requests Alipay answered with “too many requests”: HTTP 429, or a code that says so.',
  );
  const slowdowns = byAccount(
    'paygraph_upstream_slowdowns_total',
    'How often that made the gateway cut the account’s rate, or pause it for longer.',
  );
  const badSignatures = byAccount(
    'paygraph_upstream_signatures_refused_total',
    'Answers refused because their signature is missing, wrong or too old: a wrong key, a wrong clock, or an attack.',
  );
  const retries = byAccount('paygraph_upstream_retries_total', 'Further attempts after a failed one.');
  const unretried = byAccount(
    'paygraph_upstream_retry_budget_exhausted_total',
    'Further attempts not made because the retry budget was used up.',
  );
  const waits = new Histogram({
    name: 'paygraph_upstream_slot_wait_seconds',
    help: 'How long inquiries waited for a slot of their account, those that gave up included.',
    labelNames: ['account'] as const,
    buckets: DURATIONS,
    registers,
  });
  const refused = new Counter({
    name: 'paygraph_upstream_refused_total',
    help: 'Inquiries that were never sent: `overloaded`, too many wait for a slot, or the pause Alipay asked for is too long; `held-back`, the breaker is open.',
    labelNames: ['account', 'reason'] as const,
    registers,
    collect() {
      for (const { id: account } of readings.accounts()) {
        for (const reason of ['overloaded', 'held-back'] as const) this.inc({ account, reason }, 0);
      }
    },
  });
  const changes = new Counter({
    name: 'paygraph_upstream_breaker_changes_total',
    help: 'Changes of the breaker, by the state it went to.',
    labelNames: ['account', 'state'] as const,
    registers,
    collect() {
      for (const { id: account } of readings.accounts()) {
        for (const state of AVAILABILITIES) this.inc({ account, state }, 0);
      }
    },
  });
  const words = new Counter({
    name: 'paygraph_upstream_unknown_words_total',
    help: 'Statuses in answers that no document lists; the log has the words.',
    labelNames: ['dialect', 'field'] as const,
    registers,
  });
  const faults = byAccount(
    'paygraph_upstream_faults_total',
    'Inquiries in which the gateway itself failed; see the log.',
  );

  return (event) => {
    switch (event.kind) {
      case 'attempt': {
        const { account, dialect, status, code, action, ms } = event;
        attempts.inc({ account, dialect, status, code: codeOf(code) });
        durations.observe({ account }, seconds(ms));
        if (action === 'RETRY_LATER') throttled.inc({ account });
        if (code === 'GATEWAY_BAD_SIGNATURE') badSignatures.inc({ account });
        break;
      }
      case 'abandoned': {
        const { account, dialect } = event;
        attempts.inc({ account, dialect, status: 'UNKNOWN', code: 'abandoned' });
        break;
      }
      case 'retry':
        (event.isAllowed ? retries : unretried).inc({ account: event.account });
        break;
      case 'waited':
        waits.observe({ account: event.account }, seconds(event.ms));
        break;
      case 'unsent':
        refused.inc({ account: event.account, reason: event.reason });
        break;
      case 'breaker':
        changes.inc({ account: event.account, state: event.availability });
        break;
      case 'slowed-down':
        slowdowns.inc({ account: event.account });
        break;
      case 'unknown-word':
        words.inc({ dialect: event.dialect, field: event.field });
        break;
      case 'fault':
        faults.inc({ account: event.account });
    }
  };
}
