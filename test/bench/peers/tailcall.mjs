import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Writes a configuration for Tailcall and becomes its parent. Tailcall has no field for a list of such lookups in one
// call, so that pages are measured as aliases.

const { UPSTREAM, REMEMBERS } = process.env;
const port = await freePort();
// With dedupe it was seen to give the answer to one payment for another's, so that it is on only where all ask for one.
const cache = REMEMBERS === '1' ? '@cache(maxAge: 3600000)' : '';
const dedupe = REMEMBERS !== '1';
const folder = mkdtempSync(join(tmpdir(), 'bench-tailcall-'));
const file = join(folder, 'payments.graphql');
writeFileSync(
  file,
  `schema @server(port: ${port}, hostname: "127.0.0.1", workers: 1) @upstream(connectTimeout: 10) { query: Query }
enum Dialect { PAY_QUERY INQUIRY_PAYMENT TRADE_QUERY }
input PaymentRef { dialect: Dialect! paymentId: String }
type Query { payment(ref: PaymentRef!): PaymentLookup! @http(url: "${UPSTREAM}/plain/{{.args.ref.paymentId}}", dedupe: ${dedupe}) ${cache} }
type PaymentLookup { result: ResultInfo! payment: Payment }
type ResultInfo { status: String! code: String! }
type Payment { paymentId: String merchantReference: String status: String! isFinal: Boolean! amount: Money }
type Money { currency: String! amount: String! minor: String! }
`,
);
const binary = new URL('node_modules/@tailcallhq/core-linux-x64-gnu/bin/tailcall', import.meta.url).pathname;
const child = spawn(binary, ['start', file], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { ...process.env, TAILCALL_TRACKER: 'false', TAILCALL_LOG_LEVEL: 'error', TC_TRACKER: 'false' },
});
process.once('SIGTERM', () => child.kill('SIGKILL'));
child.once('exit', () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
for (;;) {
  try {
    await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    break;
  } catch {
    await new Promise((again) => setTimeout(again, 50));
  }
}
process.stdout.write(`pid ${child.pid}\nlistening ${port}\n`);

function freePort() {
  return new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}
