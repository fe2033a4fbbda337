import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { numberOf, shown, tradeQueryBody } from './payments.ts';

// What contenders ask. Signed answers are signed beforehand: it is not the upstream that is measured. It writes the text
// it signs itself, as the document has it.

/** An upstream of two faces: `alipay.trade.query`, signed, and the same payments in the graph's own shape, unsigned. */
export class BenchUpstream {
  readonly keys = { alipay: pair(), merchant: pair() };
  /** How long it lets each answer wait. */
  delayMs = 0;
  /** Inquiries so far. */
  calls = 0;
  readonly #signed = new Map<number, { readonly head: Record<string, string>; readonly body: string }>();
  readonly #server = createServer(
    { keepAliveTimeout: 60_000 },
    (request, response) => void this.#take(request, response),
  );

  /** Starts listening; gives its origin. */
  async listen(): Promise<string> {
    await new Promise<void>((listening) => this.#server.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Signs the answers to the first so many payments, as of now. */
  presign(count: number): void {
    for (let n = 0; n < count; n += 1) this.#signed.set(n, this.#sign(n));
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #sign(n: number) {
    const body = tradeQueryBody(n);
    const [time, nonce] = [String(Date.now()), crypto.randomUUID()];
    const signature = sign('sha256', Buffer.from(`${time}\n${nonce}\n${body}\n`), this.keys.alipay.privateKey);
    return {
      body,
      head: {
        'content-type': 'application/json;charset=utf-8',
        'alipay-timestamp': time,
        'alipay-nonce': nonce,
        'alipay-signature': signature.toString('base64'),
        'content-length': String(Buffer.byteLength(body)),
      },
    };
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.calls += 1;
    const asked = request.method === 'POST' ? await trade(request) : (request.url ?? '').slice('/plain/'.length);
    if (this.delayMs > 0) await new Promise((waited) => setTimeout(waited, this.delayMs));
    const n = numberOf(asked);
    if (request.method === 'POST') {
      const { head, body } = this.#signed.get(n) ?? this.#sign(n);
      response.writeHead(200, head).end(body);
    } else {
      const body = JSON.stringify(shown(n));
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(body.length) }).end(body);
    }
  }
}

async function trade(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return (JSON.parse(body) as { trade_no: string }).trade_no;
}

function pair(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}
