import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../lookup/shared/redis-server.ts';
import { as, Metered, series } from './metered.ts';

const MAINLAND = { account: 'mainland', dialect: 'TRADE_QUERY' };
const OF_MAINLAND = { account: 'mainland' };
const QUERY = 'query Q($ref: PaymentRef!) { payment(ref: $ref) { result { code } payment { status } } }';

const ref = (merchantReference: string) => ({ ref: { dialect: 'TRADE_QUERY', merchantReference } });

/** One request that ran. */
const asked = (client: string, more: Record<string, string> = {}) => ({
  [series('paygraph_requests_total', { client, kind: 'query', status: '2xx', code: 'none', ...more })]: 1,
  [series('paygraph_request_duration_seconds_count', { kind: 'query' })]: 1,
});
/** One lookup that was answered. */
const lookup = (way: string, freshness: string) => ({
  [series('paygraph_lookups_total', { ...MAINLAND, way, freshness })]: 1,
  [series('paygraph_lookup_duration_seconds_count', { way })]: 1,
});
/** Attempts that were answered with this. */
const attempts = (code: string, status: string, times = 1) => ({
  [series('paygraph_upstream_attempts_total', { ...MAINLAND, code, status })]: times,
  [series('paygraph_upstream_attempt_duration_seconds_count', OF_MAINLAND)]: times,
});
/** One inquiry that had a slot. */
const slot = { [series('paygraph_upstream_slot_wait_seconds_count', OF_MAINLAND)]: 1 };
/** One inquiry, one good answer. */
const inquiry = { ...attempts('SUCCESS', 'SUCCESS'), ...slot };
/** A payment that was not known, by both its names. */
const known = { paygraph_cache_entries: 2 };
const one = (name: string, labels: Record<string, string> = OF_MAINLAND) => ({ [series(name, labels)]: 1 });

describe('counters move by exactly what happens', () => {
  let metered: Metered;
  beforeAll(async () => {
    metered = await Metered.start({ limits: { callsPerOperation: 5 } });
  });
  afterAll(() => metered[Symbol.asyncDispose]());
  const ask = (payment: string, headers: Record<string, string> = as('bi')) =>
    metered.gateway.ask(QUERY, ref(payment), headers);

  test('one asks, and finds it in memory the next time', async () => {
    await metered.moves(() => ask('tq-0001'), { ...asked('bi'), ...lookup('asked', 'LIVE'), ...inquiry, ...known });
    await metered.moves(() => ask('tq-0001', {}), { ...asked('anonymous'), ...lookup('memory', 'CACHED') });
  });

  test('one asks and another joins', async () => {
    const happening = async () => {
      const first = ask('tq-0002--delay-1500');
      await metered.until(1, 'paygraph_upstream_slots_busy', OF_MAINLAND);
      expect(await metered.value('paygraph_lookups_under_way')).toBe(1);
      await Promise.all([first, ask('tq-0002--delay-1500', as('phone'))]);
      await metered.until(0, 'paygraph_lookups_under_way');
      await metered.until(0, 'paygraph_upstream_slots_busy', OF_MAINLAND);
    };
    await metered.moves(happening, {
      ...asked('bi'),
      ...asked('phone'),
      [series('paygraph_request_duration_seconds_count', { kind: 'query' })]: 2,
      ...lookup('asked', 'LIVE'),
      ...lookup('joined', 'LIVE'),
      ...inquiry,
      ...known,
    });
  });

  test('equal references of one operation are one lookup', async () => {
    const twice = `query ($ref: PaymentRef!) { one: payment(ref: $ref) { ...F } two: payment(ref: $ref) { ...F } }
      fragment F on PaymentLookup { payment { status } }`;
    await metered.moves(() => metered.gateway.ask(twice, ref('tq-0003'), as('bi')), {
      ...asked('bi'),
      ...lookup('asked', 'LIVE'),
      ...inquiry,
      ...known,
    });
  });

  test('no such payment is known too', async () => {
    await metered.moves(() => ask('missing'), {
      ...asked('bi'),
      ...lookup('asked', 'LIVE'),
      ...attempts('ACQ.TRADE_NOT_EXIST', 'FAILURE'),
      ...slot,
      paygraph_cache_entries: 1,
    });
  });

  test('Alipay knows nothing once, and is asked again', async () => {
    await metered.moves(() => ask('tq-0004--unknown-1'), {
      ...asked('bi'),
      ...lookup('asked', 'LIVE'),
      ...attempts('SUCCESS', 'SUCCESS'),
      ...attempts('ACQ.SYSTEM_ERROR', 'UNKNOWN'),
      [series('paygraph_upstream_attempt_duration_seconds_count', OF_MAINLAND)]: 2,
      ...one('paygraph_upstream_retries_total'),
      ...slot,
      ...known,
    });
  });

  test('a bad signature', async () => {
    await metered.moves(() => ask('tq-0005--bad-signature-1'), {
      ...asked('bi'),
      ...lookup('asked', 'NONE'),
      ...attempts('GATEWAY_BAD_SIGNATURE', 'UNKNOWN'),
      ...one('paygraph_upstream_signatures_refused_total'),
      ...slot,
    });
  });

  test('a bad signature of what is known already', async () => {
    await ask('tq-0006');
    metered.sandbox.faults.add({ fault: 'bad-signature', id: 'tq-0006', times: 1 });
    await metered.moves(() => ask('tq-0006', { ...as('bi'), 'cache-control': 'no-cache' }), {
      ...asked('bi'),
      ...lookup('asked', 'STALE'),
      ...one('paygraph_stale_answers_total', { ...OF_MAINLAND, cause: 'failed' }),
      ...attempts('GATEWAY_BAD_SIGNATURE', 'UNKNOWN'),
      ...one('paygraph_upstream_signatures_refused_total'),
      ...slot,
    });
  });

  test('a code nobody lists', async () => {
    await metered.moves(() => ask('tq-0007--result-UNHEARD_OF'), {
      ...asked('bi'),
      ...lookup('asked', 'NONE'),
      ...attempts('other', 'FAILURE'),
      ...slot,
    });
  });

  test('a status nobody lists', async () => {
    await metered.moves(() => ask('undocumented-status'), {
      ...asked('bi'),
      ...lookup('asked', 'LIVE'),
      ...inquiry,
      // Remembered as asked about, not as an answer.
      ...known,
      ...one('paygraph_upstream_unknown_words_total', { dialect: 'TRADE_QUERY', field: 'payment status' }),
    });
  });

  test('an answer nobody waits for any more', async () => {
    const abandoned = one('paygraph_upstream_attempts_total', { ...MAINLAND, code: 'abandoned', status: 'UNKNOWN' });
    await metered.moves(() => ask('tq-0008--delay-1900', { ...as('bi'), 'x-timeout-ms': '1000' }), {
      ...asked('bi'),
      ...lookup('asked', 'NONE'),
      ...abandoned,
      ...slot,
    });
    const leaving = new AbortController();
    const happening = async () => {
      const { url } = metered.gateway;
      const body = JSON.stringify({ query: QUERY, variables: ref('tq-0009--delay-1900') });
      const headers = { 'content-type': 'application/json', ...as('bi') };
      const left = fetch(url, { method: 'POST', body, headers, signal: leaving.signal });
      left.catch(() => undefined);
      await metered.until(1, 'paygraph_upstream_slots_busy', OF_MAINLAND);
      leaving.abort();
      await expect(left).rejects.toThrow();
    };
    await metered.moves(happening, { ...asked('bi', { status: 'left' }), ...abandoned, ...slot });
  });

  test('personal fields are withheld', async () => {
    const personal = 'query ($ref: PaymentRef!) { payment(ref: $ref) { payment { buyer { userId } } } }';
    const happening = async () => {
      const { extensions } = await metered.gateway.ask(personal, ref('everything'), as('phone'));
      expect(extensions.gateway).toMatchObject({ redacted: 1 });
    };
    await metered.moves(happening, {
      ...asked('phone'),
      ...lookup('asked', 'LIVE'),
      ...inquiry,
      ...known,
      ...one('paygraph_redacted_fields_total', { client: 'phone' }),
    });
    await metered.moves(() => metered.gateway.ask(personal, ref('everything'), as('bi')), {
      ...asked('bi'),
      ...lookup('memory', 'CACHED'),
    });
    const text = await metered.text();
    for (const said of ['2088101117955611', 'tq-0001', 'key-of-bi', 'Bearer']) expect(text).not.toContain(said);
  });

  test('requests are refused', async () => {
    const refused = (client: string, code: string, status = '4xx') => ({
      ...one('paygraph_requests_total', { client, kind: 'refused', status, code }),
      ...one('paygraph_request_duration_seconds_count', { kind: 'refused' }),
    });
    const post =
      (query: string, headers: Record<string, string> = as('bi')) =>
      () =>
        metered.gateway.ask(query, {}, headers);
    await metered.moves(
      post('{ accounts { id } }', { authorization: 'Bearer wrong' }),
      refused('unknown', 'UNAUTHENTICATED'),
    );
    await metered.moves(
      post('{ accounts { id } }', { ...as('bi'), 'sec-fetch-site': 'cross-site' }),
      refused('unknown', 'FORBIDDEN'),
    );
    await metered.moves(post('{ accounts {'), refused('bi', 'GRAPHQL_PARSE_FAILED', '2xx'));
    await metered.moves(post('{ nothing }'), refused('bi', 'GRAPHQL_VALIDATION_FAILED', '2xx'));
    await metered.moves(
      post('{ accounts { id } }', { ...as('bi'), 'content-type': 'text/plain' }),
      refused('bi', 'BAD_USER_INPUT'),
    );
    await metered.moves(post(`{ accounts { id } } # ${'long '.repeat(60_000)}`), refused('bi', 'BODY_LIMIT'));
    const six = Array.from(
      { length: 6 },
      (_, index) => `{ dialect: TRADE_QUERY, merchantReference: "tq-01${index}0" }`,
    );
    const costly = `{ payments(refs: [${six.join()}]) { totals { status } } }`;
    await metered.moves(post(costly), refused('bi', 'COST_LIMIT', '2xx'));
  });

  test('a field is refused in an operation that runs', async () => {
    const bulk = '{ payments(refs: []) { totals { status } } }';
    await metered.moves(() => metered.gateway.ask(bulk, {}, as('phone')), asked('phone', { code: 'FORBIDDEN' }));
  });

  test('subscriptions are open, and share what they look at', async () => {
    const before = await metered.scrape();
    const leaving = new AbortController();
    const watch = (payment: string) => {
      const query = 'subscription ($ref: PaymentRef!) { paymentUpdates(ref: $ref) { payment { status } } }';
      const headers = { 'content-type': 'application/json', accept: 'text/event-stream', ...as('phone') };
      const body = JSON.stringify({ query, variables: ref(payment) });
      return fetch(metered.gateway.url, { method: 'POST', headers, body, signal: leaving.signal });
    };
    await Promise.all([watch('waiting'), watch('waiting'), watch('settling-600')]);
    await metered.until(3, 'paygraph_subscriptions_open');
    expect(await metered.value('paygraph_subscription_pollers')).toBe(2);
    leaving.abort();
    await metered.until(0, 'paygraph_subscriptions_open');
    expect(await metered.value('paygraph_subscription_pollers')).toBe(0);
    await metered.until(3, 'paygraph_requests_total', {
      client: 'phone',
      kind: 'subscription',
      status: 'left',
      code: 'none',
    });
    // How long they were open says nothing of how long answers take.
    const { samples } = await metered.scrape();
    const observed = [...samples].filter(([key]) => key.startsWith('paygraph_request_duration_seconds_count'));
    expect(observed).toEqual(
      [...before.samples].filter(([key]) => key.startsWith('paygraph_request_duration_seconds_count')),
    );
  });

  test('Alipay says too many', async () => {
    await metered.moves(() => ask('tq-0010--throttle-1'), {
      ...asked('bi'),
      ...lookup('asked', 'NONE'),
      ...attempts('APP-CALL-LIMITED', 'FAILURE'),
      ...one('paygraph_upstream_throttled_total'),
      ...one('paygraph_upstream_slowdowns_total'),
      ...slot,
    });
  });

  test('an upstream fails until calls are held back', async () => {
    const account = 'intl';
    metered.sandbox.faults.add({ fault: 'html-502', account });
    const asking = (id: number) =>
      metered.gateway.ask(QUERY, { ref: { dialect: 'PAY_QUERY', merchantReference: `pq-${id}` } }, as('bi'));
    for (let id = 1_000; id < 1_020; id += 1) await asking(id);
    const state = (state: string) =>
      metered.value('paygraph_upstream_availability', { account, dialect: 'PAY_QUERY', state });
    expect([await state('AVAILABLE'), await state('RECOVERING'), await state('UNAVAILABLE')]).toEqual([0, 0, 1]);
    expect(await metered.value('paygraph_upstream_breaker_changes_total', { account, state: 'UNAVAILABLE' })).toBe(1);
    const retries = await metered.value('paygraph_upstream_retries_total', { account });
    const labels = { account, dialect: 'PAY_QUERY', code: 'GATEWAY_UNREACHABLE', status: 'UNKNOWN' };
    expect(await metered.value('paygraph_upstream_attempts_total', labels)).toBe(20 + retries);
    expect(retries).toBeGreaterThanOrEqual(10);
    expect(await metered.value('paygraph_upstream_retry_budget_exhausted_total', { account })).toBeGreaterThan(0);
    const heldBack = { account, dialect: 'PAY_QUERY', way: 'asked', freshness: 'NONE' };
    await metered.moves(() => asking(1_020), {
      ...asked('bi'),
      ...one('paygraph_lookups_total', heldBack),
      ...one('paygraph_lookup_duration_seconds_count', { way: 'asked' }),
      ...one('paygraph_upstream_refused_total', { account, reason: 'held-back' }),
    });
  });
});

describe('counters of a gateway with little room', () => {
  let metered: Metered;
  beforeAll(async () => {
    metered = await Metered.start({
      limits: { perAccount: { concurrency: 1, queue: 1 } },
      cache: { maxEntries: 4, timeToLive: { TRADE_QUERY: { FINISHED: 1 } }, staleWhileRevalidateMs: 3_600_000 },
    });
  });
  afterAll(() => metered[Symbol.asyncDispose]());
  const ask = (payment: string, headers: Record<string, string> = {}) =>
    metered.gateway.ask(QUERY, ref(payment), { ...as('bi'), ...headers });

  test('an inquiry waits and is widened, and one more is refused', async () => {
    const wider = `query ($ref: PaymentRef!) { payment(ref: $ref) { payment { settlement { details { type } } } } }`;
    const happening = async () => {
      const first = ask('tq-0001--delay-1500');
      await metered.until(1, 'paygraph_upstream_slots_busy', OF_MAINLAND);
      const second = ask('tq-0002');
      await metered.until(1, 'paygraph_upstream_slots_waiting', OF_MAINLAND);
      const third = metered.gateway.ask(wider, ref('tq-0002'), as('bi'));
      const { data } = await ask('tq-0003');
      expect(data.payment.result).toEqual({ code: 'GATEWAY_OVERLOADED' });
      await Promise.all([first, second, third]);
    };
    await metered.moves(happening, {
      ...asked('bi'),
      [series('paygraph_requests_total', { client: 'bi', kind: 'query', status: '2xx', code: 'none' })]: 4,
      [series('paygraph_request_duration_seconds_count', { kind: 'query' })]: 4,
      [series('paygraph_lookups_total', { ...MAINLAND, way: 'asked', freshness: 'LIVE' })]: 2,
      [series('paygraph_lookups_total', { ...MAINLAND, way: 'asked', freshness: 'NONE' })]: 1,
      [series('paygraph_lookup_duration_seconds_count', { way: 'asked' })]: 3,
      ...lookup('widened', 'LIVE'),
      ...attempts('SUCCESS', 'SUCCESS', 2),
      [series('paygraph_upstream_slot_wait_seconds_count', OF_MAINLAND)]: 2,
      ...one('paygraph_upstream_refused_total', { ...OF_MAINLAND, reason: 'overloaded' }),
      paygraph_cache_entries: 4,
    });
    const waited = await metered.value('paygraph_upstream_slot_wait_seconds_sum', OF_MAINLAND);
    expect(waited).toBeGreaterThan(0.5);
    expect(await metered.value('paygraph_cache_bytes')).toBeGreaterThan(4 * 2_048);
  });

  test('what is known makes room for what is new', async () => {
    const happening = () => ask('finished');
    await metered.moves(happening, {
      ...asked('bi'),
      ...lookup('asked', 'LIVE'),
      ...inquiry,
      paygraph_cache_evictions_total: 2,
    });
  });

  test('an old answer is given while it is refreshed, or because it will do', async () => {
    await metered.moves(() => ask('finished'), {
      ...asked('bi'),
      ...lookup('refreshed', 'STALE'),
      ...one('paygraph_stale_answers_total', { ...OF_MAINLAND, cause: 'refreshing' }),
      ...one('paygraph_background_refreshes_total'),
      ...inquiry,
    });
    await metered.moves(() => ask('finished', { 'cache-control': 'max-stale' }), {
      ...asked('bi'),
      ...lookup('memory', 'STALE'),
      ...one('paygraph_stale_answers_total', { ...OF_MAINLAND, cause: 'accepted' }),
    });
  });
});

test('HOST and PORT are not those of the admin port, and whoever wants it twice is told', async () => {
  const server = { adminPort: await freePort() };
  await using metered = await Metered.start({ server }, { HOST: '127.0.0.2', PORT: '0' });
  expect(metered.gateway.url).toMatch(/^http:\/\/127\.0\.0\.2:/);
  expect(metered.adminUrl).toBe(`http://127.0.0.1:${server.adminPort}`);
  expect((await metered.scrape()).samples.size).toBeGreaterThan(100);
  const error: unknown = await Metered.start({ server }).catch((reason: unknown) => reason);
  expect(String(error)).toContain('exited with 1');
  expect(String(error)).toContain(
    `Port ${server.adminPort} on 127.0.0.1 is in use: set server.adminPort to another one`,
  );
});
