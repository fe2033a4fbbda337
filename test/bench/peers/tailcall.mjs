import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Writes a configuration for Tailcall and becomes its parent. Tailcall has no field for a list of such lookups in one
// call, so that pages are measured as aliases.

const { UPSTREAM, REMEMBERS, HAS_PENDING } = process.env;
const port = await freePort();
// With dedupe it was seen to give the answer to one payment for another's, so that it is on only where all ask for one.
// How long an answer stands it cannot make depend on the payment: where some are pending, three seconds hold for all.
const maxAge = HAS_PENDING === '1' ? 3_000 : 3_600_000;
const cache = REMEMBERS === '1' ? `@cache(maxAge: ${maxAge})` : '';
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
type Payment { dialect: Dialect! paymentId: String merchantReference: String status: String! statusRaw: String isFinal: Boolean!
  wasPaid: Boolean amount: Money fundBills: [FundBill] settlement: Settlement }
type Money { currency: String! amount: String! minor: String! raw: String }
type FundBill { channel: String! amount: Money! realAmount: Money }
type Settlement { unsettledAmount: Money details: [SettlementDetail] }
type SettlementDetail { type: String serialNumber: String amount: Money }
`,
);
const binary = new URL('node_modules/@tailcallhq/core-linux-x64-gnu/bin/tailcall', import.meta.url).pathname;
// Lists of what is never null are refused when the list itself is null, so that these have nullable items.
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
