import fc from 'fast-check';
import { byteChanges, changedBytes, type ByteChange } from '../generators/byte-changes.ts';
import { answersIn, type Answer } from '../naive/http.ts';
import { exchange, runGateway, type RunningGateway } from '../running-gateway.ts';
import { mustHold, probe, type Target } from '../target.ts';

const LOOKUP =
  '{ payment(ref: {dialect: TRADE_QUERY, paymentId: "2013112011001004330000121536"}) { result { code } } }';

function post(body: string, headers = '', target = '/graphql'): string {
  const length = Buffer.byteLength(body);
  return `POST ${target} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}Content-Length: ${length}\r\n\r\n${body}`;
}

const query = (text: string, rest = '') => `{"query":${JSON.stringify(text)}${rest}}`;
const get = (target: string, headers = '') => `GET ${target} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;
const chunked = (body: string) =>
  `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n` +
  `${body.slice(0, 9).length.toString(16)};a=b\r\n${body.slice(0, 9)}\r\n${body.slice(9).length.toString(16)}\r\n${body.slice(9)}\r\n0\r\nTrailer: x\r\n\r\n`;

const REQUESTS = [
  post(query(LOOKUP)),
  post(query('{ __typename }')),
  post(
    query(
      'query Q($r: PaymentRef!) { payment(ref: $r) { result { code } } }',
      ',"operationName":"Q","variables":{"r":{"dialect":"PAY_QUERY","paymentId":"x"}}',
    ),
  ),
  post(query('{ accounts { id dialect } resultCodes { code } }'), 'Accept: application/graphql-response+json\r\n'),
  post(
    query('subscription { paymentUpdates(ref: {dialect: TRADE_QUERY, paymentId: "1"}) { result { code } } }'),
    'Accept: text/event-stream\r\n',
  ),
  post(query(LOOKUP), 'Expect: 100-continue\r\nCache-Control: max-age=5, max-stale\r\nX-Timeout-Ms: 100\r\n'),
  post(query(LOOKUP), 'Authorization: Bearer a.b.c\r\nX-Request-Id: r-1\r\nAccept-Encoding: gzip\r\n'),
  post('{"documentId":"sha256:00"}'),
  post('[]'),
  chunked(query(LOOKUP)),
  get(`/graphql?query=${encodeURIComponent('{ __typename }')}`),
  get('/graphql?query=%7B__typename%7D&variables=%7B%22a%22%3A1%7D&extensions=%7B%7D&operationName=x'),
  get('/graphql', 'Accept: text/html\r\nAccept-Encoding: gzip\r\n'),
  get('/health/ready'),
  get('/health/live', 'Connection: close\r\n'),
  get('/metrics'),
  get('/', 'Accept: text/html\r\n'),
  get('/nothing?a=b#c', 'Upgrade: websocket\r\nConnection: Upgrade\r\n'),
  'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n',
  'HEAD /health/ready HTTP/1.1\r\nHost: x\r\n\r\n',
  'DELETE /graphql HTTP/1.0\r\n\r\n',
].map((text) => Buffer.from(text));

/** Some requests on one connection, in pieces: bodies changed and told at their new length, then any of their bytes. */
interface Input {
  readonly requests: readonly number[];
  readonly bodies: readonly ByteChange[];
  readonly changes: readonly ByteChange[];
  readonly cuts: readonly number[];
}

const inputs: fc.Arbitrary<Input> = fc.record({
  requests: fc.array(fc.nat(REQUESTS.length - 1), { minLength: 1, maxLength: 3 }),
  bodies: fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: byteChanges }),
  changes: fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: byteChanges }),
  cuts: fc.array(fc.nat(2_000), { maxLength: 2 }),
});

function piecesOf({ requests, bodies, changes, cuts }: Input): Buffer[] {
  const whole = requests.map((at) => withBody(REQUESTS[at]!, bodies));
  const bytes = changedBytes(Buffer.concat(whole), changes);
  const places = cuts.map((at) => at % (bytes.length + 1)).sort((one, other) => one - other);
  return [...places, bytes.length].map((to, at) => bytes.subarray(at === 0 ? 0 : places[at - 1], to));
}

/** The request with its body changed, if it has one whose length it tells. */
function withBody(request: Buffer, changes: readonly ByteChange[]): Buffer {
  const at = request.indexOf('\r\n\r\n') + 4;
  const head = request.subarray(0, at).toString('latin1');
  if (changes.length === 0 || !/Content-Length/.test(head)) return request;
  const body = changedBytes(request.subarray(at), changes);
  return Buffer.concat([Buffer.from(head.replace(/(Content-Length: )\d+/, `$1${body.length}`), 'latin1'), body]);
}

// Node's own, without a body, for what is no HTTP or goes beyond its limits.
const PLAIN = [400, 408, 413, 417, 431];

async function attempt(gateway: RunningGateway, input: Input): Promise<string> {
  const received = await exchange(gateway, piecesOf(input));
  gateway.mustBeWell();
  const answers = answersIn(received);
  const depths = answers.map(depthOf);
  return DEPTHS.find((depth) => depths.includes(depth)) ?? 'closed';
}

function depthOf(answer: Answer): string {
  const { status, headers, body, isWhole } = answer;
  mustHold(status < 500, `HTTP ${status}: ${body.toString().slice(0, 500)}`);
  const type = headers.get('content-type') ?? '';
  if (type.startsWith('text/event-stream') || type.startsWith('multipart/mixed')) return 'a stream';
  if (type.startsWith('text/')) return 'a page';
  if (body.length === 0) {
    const isKnown =
      PLAIN.includes(status) || [302, 304, 406].includes(status) || headers.has('content-length') || type !== '';
    mustHold(isKnown, `HTTP ${status} without a body`);
    return PLAIN.includes(status) ? 'no HTTP' : 'a refusal';
  }
  mustHold(/^application\/(?:graphql-response\+)?json/.test(type), `HTTP ${status} of type ${type}`);
  if (!isWhole) return 'a refusal';
  const said = JSON.parse(body.toString()) as { data?: unknown; errors?: { extensions?: { code?: string } }[] };
  const codes = (said.errors ?? []).map(({ extensions }) => extensions?.code);
  mustHold(
    codes.every((code) => typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR'),
    `codes ${String(codes)}`,
  );
  if (said.data != null) return 'data';
  return codes.length > 0 ? 'a GraphQL error' : 'a refusal';
}

const DEPTHS = ['data', 'a stream', 'a GraphQL error', 'a page', 'a refusal', 'no HTTP', 'closed'];

/** The gateway's port: any bytes, over real connections. */
export const httpBytes: Target = {
  name: 'HTTP bytes',
  share: 40,
  few: 400,
  depths: DEPTHS,
  open: async () => {
    const gateway = await runGateway();
    // Made when it is first asked for, which takes so long that whoever ends at once would get none.
    const page = await fetch(`http://${gateway.host}:${gateway.port}/graphql`, { headers: { accept: 'text/html' } });
    mustHold(page.ok, `HTTP ${page.status} for the page`);
    await page.arrayBuffer();
    return {
      property: probe({
        inputs,
        attempt: (input) => attempt(gateway, input),
        shown: (input) => JSON.stringify(piecesOf(input).map((piece) => piece.toString('latin1'))),
      }),
      cpuMs: gateway.cpuMs,
      close: gateway.close,
    };
  },
};
