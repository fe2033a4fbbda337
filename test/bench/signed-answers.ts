import { sign, type KeyObject } from 'node:crypto';
import { dialectOf, inquiryPaymentBody, MIXED, mixedTradeBody, payQueryResponse } from './mixed-payments.ts';
import { tradeQueryBody } from './payments.ts';

// Writes the texts it signs itself, as the documents have them.

/** An upstream's answer, signed. */
export interface SignedAnswer {
  readonly head: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Where the three APIs are, and whom they take us for. */
export const PATHS = {
  PAY_QUERY: '/api/alipay/intl/acquiring/cashier/payquery.htm',
  INQUIRY_PAYMENT: '/ams/api/v1/payments/inquiryPayment',
  TRADE_QUERY: '/v3/alipay/trade/query',
} as const;
export const CLIENT_ID = 'T_000000000001';

/** The answer to a question about the nth payment, as of now. */
export function signedAnswer(n: number, options: readonly string[], key: KeyObject): SignedAnswer {
  switch (dialectOf(n)) {
    case 'PAY_QUERY': {
      const response = payQueryResponse(n, new Date().toISOString());
      return whole(`{"response":${response},"signature":"${signatureOf(response, key)}"}`, {});
    }
    case 'INQUIRY_PAYMENT': {
      const body = inquiryPaymentBody(n);
      const time = String(Date.now());
      const signature = signatureOf(`POST ${PATHS.INQUIRY_PAYMENT}\n${CLIENT_ID}.${time}.${body}`, key);
      return whole(body, {
        'client-id': CLIENT_ID,
        'response-time': time,
        signature: `algorithm=RSA256,keyVersion=1,signature=${encodeURIComponent(signature)}`,
      });
    }
    case 'TRADE_QUERY': {
      const body = n < MIXED ? tradeQueryBody(n) : mixedTradeBody(n, options);
      const [time, nonce] = [String(Date.now()), crypto.randomUUID()];
      return whole(body, {
        'alipay-timestamp': time,
        'alipay-nonce': nonce,
        'alipay-signature': signatureOf(`${time}\n${nonce}\n${body}\n`, key),
      });
    }
  }
}

function signatureOf(text: string, key: KeyObject): string {
  return sign('sha256', Buffer.from(text), key).toString('base64');
}

function whole(body: string, head: Readonly<Record<string, string>>): SignedAnswer {
  const length = String(Buffer.byteLength(body));
  return { body, head: { 'content-type': 'application/json;charset=utf-8', ...head, 'content-length': length } };
}
