import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dialectOf, MIXED, whole } from './mixed-payments.ts';
import { numberOf, shown } from './payments.ts';
import { signedAnswer, type SignedAnswer } from './signed-answers.ts';
import type { Payments } from './works.ts';

// What contenders ask. Signed answers are signed beforehand: it is not the upstream that is measured.

/** An upstream of two faces: the three APIs, signed, and the same payments in the graph's own shape, unsigned. */
export class BenchUpstream {
  readonly keys = { alipay: pair(), merchant: pair() };
  /** How long it lets each answer wait. */
  delayMs = 0;
  /** Inquiries so far. */
  calls = 0;
  /** How long each of them took here, in milliseconds, since this was emptied. */
  readonly took: number[] = [];
  readonly #signed = new Map<string, SignedAnswer>();
  readonly #server = createServer(
    { keepAliveTimeout: 60_000 },
    (request, response) => void this.#take(request, response),
  );

  /** Starts listening; gives its origin. */
  async listen(): Promise<string> {
    await new Promise<void>((listening) => this.#server.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Signs the answers about these payments, as of now, since an answer's time has to be near the gateway's. */
  presign({ alike, mixed }: Payments): void {
    this.#signed.clear();
    for (let n = 0; n < alike; n += 1) this.#answer(n, []);
    for (let n = MIXED; n < MIXED + mixed; n += 1) {
      const asked = dialectOf(n) === 'TRADE_QUERY' ? OPTIONS : [[]];
      for (const options of asked) this.#answer(n, options);
    }
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(n: number, options: readonly string[]): SignedAnswer {
    const key = `${n} ${options.toSorted().join(' ')}`;
    const known = this.#signed.get(key) ?? signedAnswer(n, options, this.keys.alipay.privateKey);
    this.#signed.set(key, known);
    return known;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.calls += 1;
    const begun = performance.now();
    const asked = request.method === 'POST' ? questionIn(await textOf(request)) : null;
    if (this.delayMs > 0) await new Promise((waited) => setTimeout(waited, this.delayMs));
    if (asked !== null) {
      const { head, body } = this.#answer(numberOf(asked.id), asked.options);
      response.writeHead(200, head).end(body);
    } else {
      const n = numberOf((request.url ?? '').slice('/plain/'.length));
      const body = JSON.stringify(n < MIXED ? shown(n) : whole(n));
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(body.length) }).end(body);
    }
    this.took.push(performance.now() - begun);
  }
}

// What "mixed" asks for, in any combination.
const OPTIONS = [[], ['fund_bill_list'], ['trade_settle_info'], ['fund_bill_list', 'trade_settle_info']];

interface Written {
  readonly trade_no?: string;
  readonly paymentId?: string;
  readonly query_options?: readonly string[];
  readonly request?: { readonly body: { readonly acquirementId: string } };
}

function questionIn(text: string): { readonly id: string; readonly options: readonly string[] } {
  const { trade_no, paymentId, request, query_options: options = [] } = JSON.parse(text) as Written;
  const id = trade_no ?? paymentId ?? request?.body.acquirementId;
  if (id === undefined) throw new Error('expected a question of one of the three APIs');
  return { id, options };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

function pair(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}
