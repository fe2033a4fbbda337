import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import fc from 'fast-check';
import { buildSchema } from 'graphql';
import { ERROR_CODES } from '../../../src/graphql/error-codes.ts';
import { nodeId } from '../../lookup/oracle/documents.ts';
import { documentFrom } from '../generators/documents.ts';
import { hostileJson } from '../generators/hostile-json.ts';
import { changedJson, jsonChanges, type JsonChange } from '../generators/json-changes.ts';
import { runGateway, type RunningGateway } from '../running-gateway.ts';
import { mustHold, probe, type Target } from '../target.ts';

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));

// What the sandbox knows, and what it does not.
// prettier-ignore
const IDS = [
  '2013112011001004330000121536', 'partly-refunded', 'fully-refunded', 'cancelled-after-paid', 'missing', 'not-paid', 'P-1',
  '2015032412007101547201355678', '51051001000000001234', '', 'x'.repeat(65), 'tab\there', '\u0000', 'ſ', '😀', '__proto__',
  nodeId('TRADE_QUERY', 'trade-query', 'P', '2013112011001004330000121536', 'Payment'),
  nodeId('INQUIRY_PAYMENT', 'inquiry-payment', 'M', 'partly-refunded', 'Transaction'), 'constructor', 'v1:0', 'djE6MA',
];

const VARIABLES = JSON.stringify({
  r: { dialect: 'INQUIRY_PAYMENT', merchantReference: 'partly-refunded' },
  refs: [
    { dialect: 'TRADE_QUERY', paymentId: '2013112011001004330000121536' },
    { dialect: 'PAY_QUERY', merchantReference: 'x' },
  ],
  id: 'x',
  s: 'y',
  n: 3,
  b: true,
});

/** An operation, its variables, and what is said around it. */
interface Input {
  readonly choices: readonly number[];
  readonly variables: readonly JsonChange[];
  readonly extensions: string;
  readonly body: readonly JsonChange[];
  readonly accept: string;
  readonly cacheControl: string;
  readonly timeout: string;
}

const inputs: fc.Arbitrary<Input> = fc.record({
  choices: fc.array(fc.nat(1_000), { minLength: 1, maxLength: 60 }),
  variables: jsonChanges,
  extensions: fc.oneof({ weight: 9, arbitrary: fc.constant('{}') }, { weight: 1, arbitrary: hostileJson }),
  body: fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: jsonChanges }),
  accept: fc.constantFrom(
    'application/json',
    'application/json',
    'application/json',
    'application/json',
    'application/json',
    'application/graphql-response+json',
    '*/*',
    'text/event-stream',
    'multipart/mixed',
    'a/b',
  ),
  cacheControl: fc.constantFrom('', 'no-cache', 'max-age=0', 'max-stale', 'max-age=99999999999', 'max-age="5"'),
  timeout: fc.constantFrom('', '1', '200', '0', '1e9'),
});

function bodyOf({ choices, variables, extensions, body }: Input): string {
  const query = JSON.stringify(documentFrom(schema, choices, IDS));
  return changedJson(
    `{"query":${query},"variables":${changedJson(VARIABLES, variables)},"extensions":${extensions}}`,
    body,
  );
}

interface Sent {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

async function attempt(gateway: RunningGateway, agent: Agent, input: Input): Promise<string> {
  const { status, type, body } = await send(gateway, agent, input);
  gateway.mustBeWell();
  mustHold(status < 500, `HTTP ${status}: ${body.slice(0, 500)}`);
  if (type.startsWith('text/event-stream') || type.startsWith('multipart/mixed')) return 'a stream';
  if (status === 406) return 'not acceptable';
  mustHold(/^application\/(?:graphql-response\+)?json/.test(type), `HTTP ${status} of type ${type}`);
  const said = JSON.parse(body) as {
    data?: unknown;
    errors?: { extensions?: { code?: string } }[];
    extensions?: { gateway?: object };
  };
  mustHold(said.extensions?.gateway !== undefined, 'an answer that does not say what it cost');
  const codes = (said.errors ?? []).map(({ extensions }) => extensions?.code ?? '');
  const known = (code: string) => ERROR_CODES.some((one) => one === code) || /^(?:GATEWAY_|[A-Z])[A-Z._-]+$/.test(code);
  mustHold(
    codes.every((code) => code !== 'INTERNAL_SERVER_ERROR' && known(code)),
    `codes ${String(codes)}`,
  );
  if (said.data != null) return codes.length === 0 ? 'data' : 'data with errors';
  mustHold(codes.length > 0, 'neither data nor errors');
  return codes.includes('GRAPHQL_VALIDATION_FAILED') ? 'invalid' : 'refused';
}

function send({ host, port }: RunningGateway, agent: Agent, input: Input): Promise<Sent> {
  const { accept, cacheControl, timeout } = input;
  const headers = {
    'content-type': 'application/json',
    accept,
    'cache-control': cacheControl,
    'x-timeout-ms': timeout,
  };
  return new Promise((resolve, reject) => {
    const sending = request(
      { host, port, path: '/graphql', method: 'POST', headers, agent, timeout: 20_000 },
      (response) => {
        const type = response.headers['content-type'] ?? '';
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text;
          // The first event, or its end, is enough.
          if (type.startsWith('text/event-stream') && /event: /.test(body)) end();
        });
        const end = () => {
          if (!response.complete) response.destroy();
          resolve({ status: response.statusCode ?? 0, type, body });
        };
        response.on('end', end).on('error', reject);
      },
    );
    sending.on('timeout', () => sending.destroy(new Error('no answer within 20 s'))).on('error', reject);
    sending.end(bodyOf(input));
  });
}

/** The graph: any operation over a running gateway, with any variables. */
export const graphqlRequests: Target = {
  name: 'GraphQL requests',
  share: 40,
  few: 300,
  depths: ['data', 'data with errors', 'a stream', 'invalid', 'refused', 'not acceptable'],
  open: async () => {
    const gateway = await runGateway();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    return {
      property: probe({
        inputs,
        attempt: (input) => attempt(gateway, agent, input),
        shown: (input) => `${bodyOf(input)}\n${fc.stringify(input)}`,
      }),
      cpuMs: gateway.cpuMs,
      close: async () => {
        agent.destroy();
        await gateway.close();
      },
    };
  },
};
