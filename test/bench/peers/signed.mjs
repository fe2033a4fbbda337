import { createPrivateKey, createPublicKey, randomUUID, sign, verify } from 'node:crypto';

// The three APIs as somebody would write them by hand: a signature on each request, one verified on each answer, and
// nothing else looked at. What `query_options` bring is always asked for.

const privateKey = createPrivateKey(process.env.MERCHANT_KEY);
const publicKey = createPublicKey(process.env.ALIPAY_KEY);
const signed = (text) => sign('sha256', Buffer.from(text), privateKey).toString('base64');
const STATUS = {
  PAY_SUCCESS: 'SUCCEEDED',
  SUCCESS: 'SUCCEEDED',
  TRADE_SUCCESS: 'SUCCEEDED',
  TRADE_FINISHED: 'SUCCEEDED',
  WAIT_BUYER_PAY: 'PENDING',
  PROCESSING: 'PENDING',
};

function check(text, signature) {
  if (!verify('sha256', Buffer.from(text), publicKey, Buffer.from(signature, 'base64')))
    throw new Error('the signature does not fit');
}

/** Asks for a payment over a pool of connections. */
export function signedOver(pool) {
  const post = async (path, headers, body) => {
    const all = { 'content-type': 'application/json', ...headers };
    const answer = await pool.request({ path, method: 'POST', headers: all, body });
    return { headers: answer.headers, text: await answer.body.text() };
  };
  const asking = {
    async TRADE_QUERY(id) {
      const path = '/v3/alipay/trade/query';
      const body = JSON.stringify({ trade_no: id, query_options: ['fund_bill_list', 'trade_settle_info'] });
      const auth = `app_id=2014072300007148,timestamp=${Date.now()},nonce=${randomUUID()},expired_seconds=600`;
      const authorization = `ALIPAY-SHA256withRSA ${auth},sign=${signed(`${auth}\nPOST\n${path}\n${body}\n\n`)}`;
      const { headers, text } = await post(path, { authorization }, body);
      const { 'alipay-timestamp': time, 'alipay-nonce': nonce, 'alipay-signature': signature } = headers;
      check(`${time}\n${nonce}\n${text}\n`, signature);
      return fromTrade(JSON.parse(text));
    },
    async INQUIRY_PAYMENT(id) {
      const path = '/ams/api/v1/payments/inquiryPayment';
      const body = JSON.stringify({ paymentId: id });
      const time = String(Date.now());
      const signature = encodeURIComponent(signed(`POST ${path}\nT_000000000001.${time}.${body}`));
      const { headers, text } = await post(
        path,
        {
          'client-id': 'T_000000000001',
          'request-time': time,
          signature: `algorithm=RSA256,keyVersion=1,signature=${signature}`,
        },
        body,
      );
      const given = decodeURIComponent(headers.signature.split('signature=')[1]);
      check(`POST ${path}\nT_000000000001.${headers['response-time']}.${text}`, given);
      const { paymentId, paymentRequestId, paymentStatus, paymentAmount } = JSON.parse(text);
      return shaped('INQUIRY_PAYMENT', paymentId, paymentRequestId, paymentStatus, minor(paymentAmount));
    },
    async PAY_QUERY(id) {
      const request = JSON.stringify({
        head: {
          version: '2.0.0',
          function: 'alipay.intl.acquiring.cashier.payQuery',
          clientId: '211020000000000000044',
          reqTime: new Date().toISOString(),
          reqMsgId: randomUUID(),
          reserve: '{}',
        },
        body: { merchantId: '218812000000000000001', acquirementId: id },
      });
      const body = `{"request":${request},"signature":"${signed(request)}"}`;
      const { text } = await post('/api/alipay/intl/acquiring/cashier/payquery.htm', {}, body);
      const mark = ',"signature":"';
      const end = text.lastIndexOf(mark);
      const response = text.slice('{"response":'.length, end);
      check(response, text.slice(end + mark.length, -2));
      const { payment } = JSON.parse(response).body;
      return shaped(
        'PAY_QUERY',
        payment.acquirementId,
        payment.merchantTransId,
        payment.payStatus,
        minor(payment.orderAmount),
      );
    },
  };
  return ({ dialect, paymentId }) => asking[dialect](paymentId);
}

function fromTrade({ trade_no, out_trade_no, trade_status, total_amount, fund_bill_list, trade_settle_info }) {
  const settlement = trade_settle_info && {
    unsettledAmount: yuan(trade_settle_info.trade_unsettled_amount),
    details: trade_settle_info.trade_settle_detail_list.map((detail) => ({
      type: detail.operation_type,
      serialNumber: detail.operation_serial_no,
      amount: yuan(detail.amount),
    })),
  };
  const fundBills = fund_bill_list?.map(({ fund_channel, amount, real_amount }) => ({
    channel: fund_channel,
    amount: yuan(amount),
    realAmount: yuan(real_amount),
  }));
  return shaped('TRADE_QUERY', trade_no, out_trade_no, trade_status, yuan(total_amount), { fundBills, settlement });
}

function shaped(dialect, paymentId, merchantReference, statusRaw, amount, more = {}) {
  const status = STATUS[statusRaw];
  const isFinal = status !== 'PENDING';
  const payment = { dialect, paymentId, merchantReference, status, statusRaw, isFinal, wasPaid: isFinal, amount };
  return { result: { status: 'SUCCESS', code: 'SUCCESS' }, payment: { ...payment, ...more } };
}

function yuan(amount) {
  return { currency: 'CNY', amount, minor: amount.replace('.', '').replace(/^0+(?=\d)/, ''), raw: amount };
}

function minor({ currency, value }) {
  const digits = value.padStart(3, '0');
  return { currency, amount: `${digits.slice(0, -2)}.${digits.slice(-2)}`, minor: value, raw: value };
}
