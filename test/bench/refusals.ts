import { WorldOfCallers } from '../end-to-end/world-of-callers.ts';
import { processorMs } from './process-cost.ts';

// What it costs to refuse a request: processor time of the gateway's whole process, and the time until the caller knows.

const TIMES = Number(process.argv[2] ?? 1_000);
const many = (count: number, text: (n: number) => string) => Array.from({ length: count }, (_, n) => text(n)).join(' ');
const lookup = (n: number) => `payment(ref: { dialect: TRADE_QUERY, merchantReference: "r-${n}" }) { result { code } }`;
const refs = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ dialect: 'TRADE_QUERY', paymentId: `r-${n}` }));

/** Each a little over its limit, for a caller of the kind `bulk`; `n` makes documents differ, so that none is known. */
const REFUSALS: readonly (readonly [code: string | null, of: (n: number) => object, key?: string])[] = [
  // What any request costs: it is answered.
  [null, (n) => ({ query: `{ a${n}: __typename }` })],
  ['UNAUTHENTICATED', () => ({ query: '{ __typename }' }), 'wrong'],
  ['BODY_LIMIT', () => ({ query: ' '.repeat(262_200) })],
  ['UNKNOWN_DOCUMENT', (n) => ({ documentId: `sha256:${String(n).padStart(64, '0')}` })],
  ['DOCUMENT_LIMIT', (n) => ({ query: `{ __typename } #${n}${'x'.repeat(65_536)}` })],
  ['TOKEN_LIMIT', (n) => ({ query: `{ a${n}: ${'__typename '.repeat(5_100)} }` })],
  ['DEPTH_LIMIT', (n) => ({ query: `{ a${n}: payment ${'{ payment '.repeat(13)}${'}'.repeat(13)} }` })],
  ['ALIAS_LIMIT', (n) => ({ query: `{ a${n}: payment { ${many(51, (m) => `a${m}: dialect`)} } }` })],
  ['ROOT_FIELD_LIMIT', (n) => ({ query: `{ ${many(21, (m) => lookup(n + m))} }` })],
  ['DIRECTIVE_LIMIT', (n) => ({ query: `{ a${n}: __typename ${'@skip(if: true) '.repeat(51)} }` })],
  ['GRAPHQL_PARSE_FAILED', (n) => ({ query: `{ a${n} ` })],
  ['GRAPHQL_VALIDATION_FAILED', (n) => ({ query: `{ a${n}: paymint { dialect } }` })],
  [
    'COST_LIMIT',
    () => ({
      query:
        'query($a: [PaymentRef!]!, $b: [PaymentRef!]!) { a: payments(refs: $a) { items { dialect } } b: payments(refs: $b) { items { dialect } } }',
      variables: { a: refs(200), b: [{ dialect: 'TRADE_QUERY', paymentId: 'one-more' }] },
    }),
  ],
  [
    'BAD_USER_INPUT',
    () => ({
      query: 'query($a: [PaymentRef!]!) { payments(refs: $a) { items { dialect } } }',
      variables: { a: refs(201) },
    }),
  ],
  ['FORBIDDEN', (n) => ({ query: `{ a${n}: payments(refs: []) { items { dialect } } }` }), 'poor'],
];

const world = await WorldOfCallers.start({
  callers: { bi: { permissions: ['payments', 'bulk'] }, poor: { permissions: ['payments'] } },
  environment: { LOG_LEVEL: 'info' },
});
const pid = world.gateway.process.pid ?? 0;
process.stdout.write(
  `${TIMES} of each, one after another\n\n| refused with | CPU, ms each | median, ms | 99 %, ms |\n|---|---|---|---|\n`,
);
for (const [code, of, key = 'bi'] of REFUSALS) {
  const ask = async (n: number): Promise<number> => {
    const body = JSON.stringify(of(n));
    const began = performance.now();
    const heard = await world.send(
      'POST',
      { 'content-type': 'application/json', authorization: `Bearer ${key}-key` },
      body,
    );
    const took = performance.now() - began;
    if (code === null ? heard.status !== 200 : !heard.body.includes(`"code":"${code}"`))
      throw new Error(`expected ${String(code)}, got ${heard.body.slice(0, 300)}`);
    return took;
  };
  // Until the code is compiled.
  for (let n = 0; n < TIMES; n += 1) await ask(n);
  const before = processorMs(pid);
  const times: number[] = [];
  for (let n = 0; n < TIMES; n += 1) times.push(await ask(TIMES + n));
  const cost = (processorMs(pid) - before) / TIMES;
  times.sort((one, other) => one - other);
  const at = (share: number) => times[Math.floor(times.length * share)]!.toFixed(2);
  process.stdout.write(
    `| ${code === null ? 'answered' : `\`${code}\``} | ${cost.toFixed(2)} | ${at(0.5)} | ${at(0.99)} |\n`,
  );
}
const calls = world.sandbox.requests.count();
await world.close();
process.stdout.write(`\ncalls upstream: ${calls}\n`);
