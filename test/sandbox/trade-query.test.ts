import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { askTradeQuery, codeOf, TRADE_PATH, tradeAuth, tradeQuery } from './clients.ts';

const SAMPLE = { trade_no: '2013112011001004330000121536' };
const OPTIONS = ['trade_settle_info', 'fund_bill_list', 'voucher_detail_list'];

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const RESPONSE_SAMPLE = {
  trade_no: '2013112011001004330000121536',
  out_trade_no: '6823789339978248',
  buyer_logon_id: '159****5620',
  trade_status: 'TRADE_CLOSED',
  total_amount: '88.88',
  buyer_pay_amount: '8.88',
  point_amount: '10',
  invoice_amount: '12.11',
  send_pay_date: '2014-11-27 15:45:57',
  receipt_amount: '15.25',
  store_id: 'nj_s_001',
  terminal_id: 'nj_t_001',
  store_name: '证大五道口店',
  buyer_user_id: '2088101117955611',
  buyer_open_id: '01501o8f93i3njagb1jg4onxtxv25dcn3gec3uggnc4cju0',
  discount_amount: '88.88',
  ext_infos: '{"action":"cancel"}',
  buyer_user_type: 'PRIVATE',
  mdiscount_amount: '88.88',
};

describe('the TRADE_QUERY upstream', () => {
  it('answers the response sample of the document, fact by fact, signed', async () => {
    const reply = await tradeQuery(sandbox, SAMPLE);
    expect(reply.status).toBe(200);
    expect(reply.verified).toBe(true);
    expect(reply.headers).toHaveProperty('alipay-trace-id');
    expect(JSON.parse(reply.body)).toEqual(RESPONSE_SAMPLE);
  });

  it('adds the fund bills of the sample when they are asked for', async () => {
    const reply = await tradeQuery(sandbox, { ...SAMPLE, query_options: ['fund_bill_list'] });
    expect(JSON.parse(reply.body)).toEqual({
      ...RESPONSE_SAMPLE,
      fund_bill_list: [{ fund_channel: 'ALIPAYACCOUNT', amount: '10', real_amount: '11.21' }],
    });
  });

  it('answers the request sample of the document, whose trade_no has a space and which gives both ids', async () => {
    const auth = tradeAuth({ expired_seconds: '600' });
    const body = {
      out_trade_no: '20150320010101001',
      trade_no: '2014112611001004680 073956707',
      org_pid: '2088101117952222',
      query_options: ['trade_settle_info'],
    };
    const answer = JSON.parse((await tradeQuery(sandbox, body, { auth })).body);
    expect(answer).toMatchObject({ trade_no: body.trade_no, out_trade_no: body.out_trade_no });
    expect(answer).toHaveProperty('trade_settle_info.trade_settle_detail_list');
    expect(answer).not.toHaveProperty('voucher_detail_list');
  });

  it('adds what each option names, and nothing that was not asked for', async () => {
    const subsets = [[], ...OPTIONS.map((option) => [option]), OPTIONS.slice(1), OPTIONS];
    for (const options of subsets) {
      const reply = await askTradeQuery(sandbox, 'everything', options.length === 0 ? undefined : options);
      const answer = JSON.parse(reply.body) as object;
      expect(OPTIONS.filter((option) => option in answer)).toEqual(options);
    }
  });

  it('writes some amounts as JSON numbers', async () => {
    const answer = JSON.parse((await askTradeQuery(sandbox, 'everything', ['fund_bill_list'])).body);
    expect(answer).toMatchObject({ total_amount: 88.88, point_amount: 10, buyer_pay_amount: '8.88' });
    expect(answer.fund_bill_list[0]).toMatchObject({ amount: 10 });
  });

  it('says that a trade does not exist as recorded: HTTP 400, signed, with zero amounts', async () => {
    const reply = await askTradeQuery(sandbox, 'missing');
    expect(reply.status).toBe(400);
    expect(reply.verified).toBe(true);
    expect(JSON.parse(reply.body)).toEqual({
      code: 'ACQ.TRADE_NOT_EXIST',
      message: '交易不存在',
      out_trade_no: 'missing',
      buyer_pay_amount: '0.00',
      invoice_amount: '0.00',
      point_amount: '0.00',
      receipt_amount: '0.00',
    });
  });

  it('takes the parameters of the Authorization header in any order, and app_cert_sn among them', async () => {
    const auth = `nonce=${randomUUID()},app_cert_sn=${'a'.repeat(32)},expired_seconds=120,timestamp=${Date.now()},app_id=2014072300007148`;
    expect((await tradeQuery(sandbox, SAMPLE, { auth })).status).toBe(200);
  });

  it('wants an app auth token signed', async () => {
    expect((await tradeQuery(sandbox, SAMPLE, { token: 'token-1' })).status).toBe(200);
    const reply = await tradeQuery(sandbox, SAMPLE, { token: 'token-1', signedToken: 'token-2' });
    expect(codeOf(reply)).toBe('invalid-signature');
  });

  it('signs the path with its query', async () => {
    expect((await tradeQuery(sandbox, SAMPLE, { path: `${TRADE_PATH}?a=1` })).status).toBe(200);
  });

  it.each([
    ['another app', () => ({ auth: tradeAuth({ app_id: '1' }) }), 'invalid-app-id'],
    ['no app', () => ({ auth: tradeAuth({ app_id: undefined }) }), 'invalid-app-id'],
    ['no timestamp', () => ({ auth: tradeAuth({ timestamp: undefined }) }), 'missing-timestamp'],
    ['a timestamp in seconds', () => ({ auth: tradeAuth({ timestamp: '1700000000' }) }), 'illegal-timestamp'],
    [
      'an old timestamp',
      () => ({ auth: tradeAuth({ timestamp: String(Date.now() - 11 * 60_000) }) }),
      'invalid-timestamp',
    ],
    [
      'a timestamp ahead',
      () => ({ auth: tradeAuth({ timestamp: String(Date.now() + 11 * 60_000) }) }),
      'invalid-timestamp',
    ],
    [
      'an expired request',
      () => ({ auth: tradeAuth({ timestamp: String(Date.now() - 130_000), expired_seconds: '120' }) }),
      'invalid-timestamp',
    ],
    ['no nonce', () => ({ auth: tradeAuth({ nonce: undefined }) }), 'missing-nonce'],
    ['no Authorization', () => ({ headers: { Authorization: undefined } }), 'missing-timestamp'],
    ['another scheme', () => ({ headers: { Authorization: `Bearer ${tradeAuth()}` } }), 'missing-signature'],
    [
      'no signature',
      () => ({ headers: { Authorization: `ALIPAY-SHA256withRSA ${tradeAuth()}` } }),
      'missing-signature',
    ],
    [
      'a wrong signature',
      () => ({ headers: { Authorization: `ALIPAY-SHA256withRSA ${tradeAuth()},sign=AAAA` } }),
      'invalid-signature',
    ],
    ['no request id', () => ({ headers: { 'alipay-request-id': undefined } }), 'invalid-request-id'],
    ['a request id with dots', () => ({ headers: { 'alipay-request-id': 'a.b' } }), 'invalid-request-id'],
    [
      'a request id of 33 characters',
      () => ({ headers: { 'alipay-request-id': 'a'.repeat(33) } }),
      'invalid-request-id',
    ],
    ['another media type', () => ({ headers: { 'content-type': 'text/plain' } }), 'invalid-content-type'],
  ])('refuses %s, unsigned', async (_, tweaks, code) => {
    const reply = await tradeQuery(sandbox, SAMPLE, tweaks());
    expect(reply.status).toBe(400);
    expect(codeOf(reply)).toBe(code);
    expect(reply.headers).not.toHaveProperty('alipay-signature');
    expect(JSON.parse(reply.body).links).toEqual([{ link: expect.any(String), desc: expect.any(String) }]);
  });

  it('refuses another method and a body that is no JSON', async () => {
    expect((await tradeQuery(sandbox, SAMPLE, { method: 'PUT' })).status).toBe(405);
    expect(codeOf(await tradeQuery(sandbox, 'trade_no=1'))).toBe('illegal-json');
  });

  it('refuses a nonce that was used before', async () => {
    const nonce = randomUUID();
    expect((await tradeQuery(sandbox, SAMPLE, { auth: tradeAuth({ nonce }) })).status).toBe(200);
    expect(codeOf(await tradeQuery(sandbox, SAMPLE, { auth: tradeAuth({ nonce }) }))).toBe('invalid-nonce');
  });

  it.each([
    ['an undocumented option', { ...SAMPLE, query_options: ['fund_bill_list', 'enterprise_pay_info'] }],
    ['an empty list of options', { ...SAMPLE, query_options: [] }],
    ['options that are no list', { ...SAMPLE, query_options: 'fund_bill_list' }],
    ['an id of 65 characters', { out_trade_no: 'x'.repeat(65) }],
    ['an empty id', { out_trade_no: '' }],
    ['no id', {}],
    ['an unknown member', { ...SAMPLE, bill_type: 'trade' }],
  ])('refuses %s with ACQ.INVALID_PARAMETER, signed', async (_, body) => {
    const reply = await tradeQuery(sandbox, body);
    expect(reply.status).toBe(400);
    expect(codeOf(reply)).toBe('ACQ.INVALID_PARAMETER');
    expect(reply.verified).toBe(true);
    expect(JSON.parse(reply.body).details).toHaveLength(1);
  });

  it('leaves out the trade_no of a sparse answer', async () => {
    const answer = JSON.parse((await askTradeQuery(sandbox, 'sparse')).body);
    expect(answer).toEqual({ out_trade_no: 'sparse', trade_status: 'TRADE_SUCCESS' });
  });
});
