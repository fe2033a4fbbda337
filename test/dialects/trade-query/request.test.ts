import { describe, expect, it } from 'vitest';
import { tradeQuery } from '../../../src/dialects/trade-query/adapter.ts';
import { demandOf, QUERY_OPTIONS } from '../../../src/domain/demand.ts';
import { conversation, question, STAMP, TRADE_QUERY_SETTINGS } from '../conversations.ts';

function prepared(more: object = {}, demand = 0, id = '2014112611001004680 073956707') {
  const asked = question(tradeQuery, 'paymentId', id, demand);
  return conversation(tradeQuery, { ...TRADE_QUERY_SETTINGS, ...more }).prepare(asked, STAMP);
}

const AUTH =
  'app_id=2014072300007148,timestamp=1700000000123,nonce=01234567-89ab-4cde-8f01-23456789abcd,expired_seconds=600';

describe('a TRADE_QUERY request', () => {
  it('signs the authorization’s parts, method, path and body, each with an end of line', () => {
    expect(prepared().toSign).toBe(
      `${AUTH}\nPOST\n/v3/alipay/trade/query\n{"trade_no":"2014112611001004680 073956707"}\n`,
    );
  });

  it('carries the signature as plain Base64 behind what it signed', () => {
    const inquiry = prepared();
    expect(inquiry.path).toBe('/v3/alipay/trade/query');
    expect(inquiry.requestId).toBe('0123456789ab4cde8f0123456789abcd');
    expect(inquiry.signed(Buffer.from([0xfb, 0xff, 0xbe, 0x00]))).toEqual({
      headers: {
        'content-type': 'application/json',
        authorization: `ALIPAY-SHA256withRSA ${AUTH},sign=+/++AA==`,
        'alipay-request-id': '0123456789ab4cde8f0123456789abcd',
      },
      body: '{"trade_no":"2014112611001004680 073956707"}',
    });
  });

  it('signs the app authorization token it sends', () => {
    const inquiry = prepared({ appAuthToken: 'token' });
    expect(inquiry.toSign).toBe(`${prepared().toSign}token\n`);
    expect(inquiry.signed(Buffer.alloc(0)).headers['alipay-app-auth-token']).toBe('token');
  });

  it('names the certificate and the time it is good for', () => {
    expect(prepared({ appCertSn: 'abc', expiredSeconds: 120 }).toSign).toMatch(
      /^app_id=2014072300007148,app_cert_sn=abc,timestamp=1700000000123,nonce=[^,]+,expired_seconds=120\n/,
    );
  });

  it('asks for the options demanded, and has no such member when none are', () => {
    const body = (demand: number) => prepared({}, demand, '1').signed(Buffer.alloc(0)).body;
    expect(body(0)).toBe('{"trade_no":"1"}');
    expect(body(demandOf(['VOUCHER_DETAIL_LIST']))).toBe('{"trade_no":"1","query_options":["voucher_detail_list"]}');
    expect(body(demandOf(QUERY_OPTIONS))).toBe(
      '{"trade_no":"1","query_options":["trade_settle_info","fund_bill_list","voucher_detail_list"]}',
    );
  });

  it('names the payment by the merchant’s identifier alone, and the institution it is configured with', () => {
    const asked = question(tradeQuery, 'merchantReference', '20150320010101001');
    const inquiry = conversation(tradeQuery, { ...TRADE_QUERY_SETTINGS, orgPid: '2088101117952222' }).prepare(
      asked,
      STAMP,
    );
    expect(inquiry.signed(Buffer.alloc(0)).body).toBe(
      '{"out_trade_no":"20150320010101001","org_pid":"2088101117952222"}',
    );
  });
});

describe('the settings of a TRADE_QUERY account', () => {
  it.each([
    ['url', { url: 'https://openapi.alipay.com/gateway.do' }],
    ['url', { url: 'https://openapi.alipay.com?x' }],
    ['appId', { appId: 'a,b' }],
    ['appId', { appId: '' }],
    ['appAuthToken', { appAuthToken: 'a\nb' }],
    ['appCertSn', { appCertSn: ',' }],
    ['expiredSeconds', { expiredSeconds: 601 }],
    ['expiredSeconds', { expiredSeconds: 0 }],
  ])('name a fault in %s', (path, more) => {
    const { error } = tradeQuery.conversation.safeParse({ ...TRADE_QUERY_SETTINGS, ...more });
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});
