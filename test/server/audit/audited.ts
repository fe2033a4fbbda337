import { createHash, createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { start, urlOf, type Child } from '../child.ts';
import { until } from '../harness.ts';

export const KEY = randomBytes(32);

/** One line of the audit log. */
export interface Line {
  readonly event: string;
  readonly seq: number;
  readonly requestId?: string;
  readonly references?: readonly Readonly<Record<string, unknown>>[];
  readonly [field: string]: unknown;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const PERMISSIONS = ['payments', 'bulk', 'live', 'introspection', 'explain'];

/** Callers, each with the key `<name>-key`. */
const CALLERS: Readonly<
  Record<string, { permissions: readonly string[]; accounts: readonly string[]; documents?: string }>
> = {
  bi: { permissions: [...PERMISSIONS, 'pii', 'raw'], accounts: ['*'] },
  shop: { permissions: PERMISSIONS, accounts: ['mainland', 'antom-sg'] },
  nobody: { permissions: [], accounts: ['*'] },
  app: { permissions: PERMISSIONS, accounts: ['*'], documents: 'registered' },
};

/** How a payment is found in the log, by the README's recipe. */
export function hashOf(dialect: string, account: string, kind: string, id: string): string {
  const lines = ['paygraph-audit-reference-1', dialect, account, kind, id];
  return createHmac('sha256', KEY).update(lines.join('\n')).digest('hex');
}

/** A folder with a configuration of the sandbox's accounts, two of `TRADE_QUERY`, and what writes it. */
export async function auditedWorld() {
  const directory = mkdtempSync(join(tmpdir(), 'paygraph-audited-'));
  const sandbox = await startSandbox();
  const { accounts } = await sandbox.writeConfiguration(directory);
  const trade = accounts.find(({ dialect }) => dialect === 'TRADE_QUERY')!;
  writeFileSync(join(directory, 'audit.key'), KEY.toString('base64'));
  let written = 0;
  return {
    directory,
    sandbox,
    /** Starts a gateway that records as told. */
    start(audit: Readonly<Record<string, unknown>>, more: Parameters<typeof start>[0] = {}): Child {
      written += 1;
      const configuration = {
        accounts: [...accounts.map((one) => ({ ...one, default: true })), { ...trade, id: 'second' }],
        access: {
          anonymous: { permissions: ['payments'] },
          apiKeys: Object.entries(CALLERS).map(([client, rights]) => ({
            client,
            sha256: sha256(`${client}-key`),
            ...rights,
          })),
        },
        limits: { callsPerOperation: 3, documentTokens: 500 },
        audit: { key: { file: 'audit.key' }, ...audit },
      };
      const file = join(directory, `paygraph-${written}.yaml`);
      writeFileSync(file, stringify(configuration));
      return start({ ...more, args: ['--config', file] });
    },
    async close() {
      await sandbox.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export type AuditedWorld = Awaited<ReturnType<typeof auditedWorld>> & { readonly sandbox: Sandbox };

/** Asks as a caller, under a request id of its own. */
export async function askAs(
  child: Child,
  client: string | null,
  requestId: string,
  query: string,
  variables: unknown = {},
  headers: Readonly<Record<string, string>> = {},
  signal: AbortSignal | null = null,
): Promise<Response> {
  return fetch(`${await urlOf(child)}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-request-id': requestId,
      ...(client === null ? {} : { authorization: `Bearer ${client}-key` }),
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
    signal,
  });
}

/** The whole lines of a log. */
export function linesIn(text: string): Line[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}

/** The line about a request, as soon as it is there. */
export async function lineOf(file: string, requestId: string, event = 'operation'): Promise<Line> {
  const found = () =>
    linesIn(existsSync(file) ? readFileSync(file, 'utf8') : '').find(
      (line) => line.requestId === requestId && line.event === event,
    );
  await until(() => found() !== undefined);
  return found()!;
}
