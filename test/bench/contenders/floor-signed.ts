import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { createServer } from 'node:http';
import { Agent } from 'undici';
import { numberOf, shown } from '../payments.ts';
import { listenFor } from './listening.ts';

// What no gateway can do without: node:http, one signed and verified call per payment over undici. No GraphQL, no checks.

const { UPSTREAM = '', MERCHANT_KEY = '', ALIPAY_KEY = '' } = process.env;
const privateKey = createPrivateKey(MERCHANT_KEY);
const publicKey = createPublicKey(ALIPAY_KEY);
const agent = new Agent({ pipelining: 1 });
const path = '/v3/alipay/trade/query';

async function ask(tradeNo: string): Promise<object> {
  const body = JSON.stringify({ trade_no: tradeNo });
  const auth = `app_id=2014072300007148,timestamp=${Date.now()},nonce=${crypto.randomUUID()},expired_seconds=600`;
  const signature = sign('sha256', Buffer.from(`${auth}\nPOST\n${path}\n${body}\n\n`), privateKey).toString('base64');
  const { headers, body: answer } = await agent.request({
    origin: UPSTREAM,
    path,
    method: 'POST',
    headers: { authorization: `ALIPAY-SHA256withRSA ${auth},sign=${signature}`, 'content-type': 'application/json' },
    body,
  });
  const text = await answer.text();
  const signed = `${String(headers['alipay-timestamp'])}\n${String(headers['alipay-nonce'])}\n${text}\n`;
  const given = Buffer.from(String(headers['alipay-signature']), 'base64');
  if (!verify('sha256', Buffer.from(signed), publicKey, given)) throw new Error('the signature does not fit');
  return shown(numberOf((JSON.parse(text) as { trade_no: string }).trade_no));
}

type Ref = Readonly<Record<'paymentId', string>>;

async function answer(variables: { ref?: Ref; refs?: readonly Ref[] } & Record<string, unknown>): Promise<object> {
  if (variables.ref !== undefined) return { payment: await ask(variables.ref.paymentId) };
  const isList = variables.refs !== undefined;
  const refs = variables.refs ?? (Object.values(variables) as Ref[]);
  const ids = [...new Set(refs.map(({ paymentId }) => paymentId))];
  const answers = new Map(await Promise.all(ids.map(async (id) => [id, await ask(id)] as const)));
  const items = refs.map(({ paymentId }) => answers.get(paymentId));
  return isList ? { payments: { items } } : Object.fromEntries(items.map((item, at) => [`a${at}`, item]));
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { variables } = JSON.parse(Buffer.concat(chunks).toString()) as { variables: Record<string, unknown> };
    void answer(variables).then((data) => {
      const bytes = Buffer.from(JSON.stringify({ data }));
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes);
    });
  });
});
listenFor(server);
