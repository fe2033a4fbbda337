import { sign, type KeyObject } from 'node:crypto';
import type { Dialect } from '../../src/domain/dialect.ts';
import { alipay } from '../dialects/keys.ts';

/** An answer as an upstream sends it. */
export interface Sending {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
}

export interface Signing {
  /** When the answer says it was given. */
  readonly at: number;
  /** One signature by each; none at all for an empty list. */
  readonly keys?: readonly KeyObject[];
  /** PAY_QUERY: the request answered. */
  readonly requestId?: string;
  readonly clientId?: string;
}

const AMS_PATH = '/ams/api/v1/payments/inquiryPayment';

/** Signs content in each dialect's way. PAY_QUERY: the content is the envelope's `body`. */
export const signed: Readonly<Record<Dialect, (content: object, signing: Signing) => Sending>> = {
  PAY_QUERY(content, { at, keys = [alipay.privateKey], requestId }) {
    const head = { respTime: new Date(at).toISOString(), ...(requestId === undefined ? {} : { reqMsgId: requestId }) };
    const value = JSON.stringify({ head, body: content });
    const signatures = keys.map((key) => `,"signature":"${base64(value, key)}"`);
    return { headers: {}, body: `{"response":${value}${signatures.join('')}}` };
  },
  INQUIRY_PAYMENT(content, { at, keys = [alipay.privateKey], clientId = 'T_000000000001' }) {
    const body = JSON.stringify(content);
    const text = `POST ${AMS_PATH}\n${clientId}.${at}.${body}`;
    const signatures = keys.map(
      (key) => `algorithm=RSA256,keyVersion=1,signature=${encodeURIComponent(base64(text, key))}`,
    );
    return { headers: keys.length === 0 ? {} : { 'response-time': String(at), signature: signatures }, body };
  },
  TRADE_QUERY(content, { at, keys = [alipay.privateKey] }) {
    const body = JSON.stringify(content);
    const signatures = keys.map((key) => base64(`${at}\nnonce\n${body}\n`, key));
    const headers = { 'alipay-timestamp': String(at), 'alipay-nonce': 'nonce', 'alipay-signature': signatures };
    return { headers: keys.length === 0 ? {} : headers, body };
  },
};

/** A payment that succeeded, and a failure, in each dialect's words. */
export const CONTENTS: Readonly<
  Record<Dialect, { readonly paid: (id: string | null) => object; readonly failed: object }>
> = {
  PAY_QUERY: {
    paid: (id) => ({
      resultInfo: { resultStatus: 'S', resultCode: 'SUCCESS', resultCodeId: '00000000' },
      payment: { acquirementId: id, payStatus: 'PAY_SUCCESS', orderAmount: { currency: 'USD', value: '239' } },
    }),
    failed: { resultInfo: { resultStatus: 'U', resultCode: 'SYSTEM_ERROR', resultMsg: 'busy' } },
  },
  INQUIRY_PAYMENT: {
    paid: (id) => ({
      result: { resultStatus: 'S', resultCode: 'SUCCESS', resultMessage: 'success' },
      paymentId: id,
      paymentStatus: 'SUCCESS',
      paymentAmount: { currency: 'JPY', value: '500' },
    }),
    failed: { result: { resultStatus: 'U', resultCode: 'UNKNOWN_EXCEPTION', resultMessage: 'busy' } },
  },
  TRADE_QUERY: {
    paid: (id) => ({ trade_no: id, trade_status: 'TRADE_SUCCESS', total_amount: '88.88' }),
    failed: { code: 'ACQ.SYSTEM_ERROR', message: 'busy' },
  },
};

function base64(text: string, key: KeyObject): string {
  return sign('SHA256', Buffer.from(text), key).toString('base64');
}
