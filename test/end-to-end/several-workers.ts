import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { startGateway, type GraphAnswer, type RunningGateway } from './gateway.ts';

/** A gateway of several processes. */
export interface SeveralWorkers extends RunningGateway {
  readonly directory: string;
  /** Writes another configuration. */
  readonly configure: (more: object) => void;
  /** Asks over a connection of its own: workers take connections in turn. */
  readonly askAnew: (query: string, variables?: object, headers?: Record<string, string>) => Promise<Answered>;
  /** The lines of the log, each of which is whole. */
  readonly lines: () => LogLine[];
  /** The processes of its workers. */
  readonly pids: () => number[];
  readonly metrics: () => Promise<string>;
  readonly metric: (series: string) => Promise<number>;
}

export interface Answered extends GraphAnswer {
  readonly status: number;
}

export interface LogLine {
  readonly msg: string;
  readonly worker?: number;
  readonly requestId?: string;
  readonly url?: string;
}

/** Starts it on the sandbox, and stops it when the test is finished. */
export async function severalWorkers(
  sandbox: Sandbox,
  configuration: object = {},
  prepare: (directory: string) => void = () => undefined,
): Promise<SeveralWorkers> {
  const directory = mkdtempSync(join(tmpdir(), 'paygraph-workers-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const { accounts } = await sandbox.writeConfiguration(directory);
  const file = join(directory, 'paygraph.yaml');
  const configure = (more: object) => writeFileSync(file, stringify({ ...DEFAULTS, accounts, ...more }));
  prepare(directory);
  configure(configuration);
  const gateway = await startGateway(['--config', file]);
  onTestFinished(async () => {
    if (gateway.process.signalCode === null) await gateway.stop();
  });
  const { process: primary, url, written } = gateway;
  const lines = () =>
    written()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LogLine);
  const metrics = async () => {
    const admin = lines().find(({ msg }) => msg === 'admin port started')?.url;
    return (await fetch(`${admin ?? url.replace('/graphql', '')}/metrics`)).text();
  };
  return {
    ...gateway,
    directory,
    configure,
    lines,
    metrics,
    pids: () =>
      readFileSync(`/proc/${primary.pid}/task/${primary.pid}/children`, 'utf8')
        .trim()
        .split(' ')
        .filter(Boolean)
        .map(Number),
    metric: async (series) => valueOf(await metrics(), series),
    askAnew: (query, variables = {}, headers = {}) =>
      new Promise((answered, failed) => {
        const asking = request(
          url,
          { method: 'POST', agent: false, headers: { 'content-type': 'application/json', ...headers } },
          (response) => {
            let body = '';
            response.setEncoding('utf8');
            response.on('data', (text: string) => (body += text));
            response.on('error', failed);
            response.on('end', () =>
              answered({ ...(JSON.parse(body) as GraphAnswer), status: response.statusCode ?? 0 }),
            );
          },
        );
        asking.on('error', failed);
        asking.end(JSON.stringify({ query, variables }));
      }),
  };
}

/** The value of a series; 0 when it is not there. */
export function valueOf(metrics: string, series: string): number {
  const line = metrics.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? 0 : Number(line.slice(series.length + 1));
}

const DEFAULTS = {
  server: { workers: 2 },
  reload: { settleMs: 100 },
  access: { anonymous: { permissions: ['payments', 'bulk', 'live'] } },
};

export const PAYMENT = `query ($ref: PaymentRef!) {
  payment(ref: $ref) { result { code } freshness payment { merchantReference status amount { minor } } }
}`;

export const trade = (merchantReference: string) => ({ ref: { dialect: 'TRADE_QUERY', merchantReference } });
