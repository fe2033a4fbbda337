import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { AccountConfiguration } from '../../src/sandbox/configuration.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { startGateway, type RunningGateway } from './gateway.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** What a caller is configured with; its key is `<name>-key`. */
export type Rights = Readonly<Record<string, unknown>> & { readonly permissions: readonly string[] };

/** How to ask as a caller. */
export const as = (name: string) => ({ authorization: `Bearer ${name}-key` });

/** An answer as it came. */
export interface Heard {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Wanted {
  readonly callers: Readonly<Record<string, Rights>>;
  /** More sections of the configuration, or of `access`. */
  readonly more?: Readonly<Record<string, unknown>>;
  readonly access?: Readonly<Record<string, unknown>>;
  readonly sandbox?: SandboxOptions;
  /** Another world, whose sandbox is behind this one too. */
  readonly beside?: WorldOfCallers;
  /** Which of the sandbox's accounts are configured; all unless told. */
  readonly hasAccount?: (id: string) => boolean;
  /** Makes another account of a configured one. */
  readonly adapt?: (account: AccountConfiguration) => object;
  /** Files to write beside the configuration, by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A gateway process with callers, in front of a sandbox that counts what reaches it. */
export class WorldOfCallers {
  readonly sandbox: Sandbox;
  readonly gateway: RunningGateway;
  readonly directory: string;
  readonly #isAlone: boolean;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8 });

  private constructor(sandbox: Sandbox, gateway: RunningGateway, directory: string, isAlone: boolean) {
    this.#isAlone = isAlone;
    this.sandbox = sandbox;
    this.gateway = gateway;
    this.directory = directory;
  }

  static async start(wanted: Wanted): Promise<WorldOfCallers> {
    const { callers, more, access, environment, beside, hasAccount = () => true, files = {} } = wanted;
    const { adapt = (account: AccountConfiguration) => account } = wanted;
    const directory = mkdtempSync(join(tmpdir(), 'paygraph-callers-'));
    const sandbox = beside?.sandbox ?? (await startSandbox(wanted.sandbox));
    const all = await sandbox.writeConfiguration(directory);
    const accounts = all.accounts.filter(({ id }) => hasAccount(id)).map(adapt);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
    const apiKeys = Object.entries(callers).map(([client, rights]) => ({
      client,
      sha256: sha256(`${client}-key`),
      ...rights,
    }));
    const file = join(directory, 'paygraph.yaml');
    writeFileSync(
      file,
      stringify({ accounts, access: { apiKeys, ...access }, ...more }, { aliasDuplicateObjects: false }),
    );
    const clean = { HOST: '', LOG_LEVEL: '', PAYGRAPH_CONFIG: '', NODE_ENV: 'production', ...environment };
    const gateway = await startGateway(['--config', file], clean).catch(async (error: unknown) => {
      if (beside === undefined) await sandbox.close();
      rmSync(directory, { recursive: true, force: true });
      throw error;
    });
    return new WorldOfCallers(sandbox, gateway, directory, beside === undefined);
  }

  /** Sends a request over a connection that is kept, and takes what comes until it ends; of a stream, the first event. */
  send(
    method: string,
    headers: Readonly<Record<string, string | string[]>>,
    body?: string | Buffer,
    target = '/graphql',
  ): Promise<Heard> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(this.gateway.url);
      // Node leaves it out with some methods, and the body would be taken for another request.
      const length = { 'content-length': String(Buffer.byteLength(body ?? '')) };
      const framed = body === undefined ? headers : { ...length, ...headers };
      const options = { hostname, port, path: target, method, headers: framed, agent: this.#agent, timeout: 20_000 };
      const asking = request(options, (response) => {
        const chunks: Buffer[] = [];
        const { statusCode: status = 0, headers: heard } = response;
        const end = () => resolve({ status, headers: heard, body: Buffer.concat(chunks).toString('utf8') });
        response.on('error', reject).on('end', end);
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          if (heard['content-type'] !== 'text/event-stream' || !/^data: \{.*\}$/m.test(chunks.join(''))) return;
          end();
          response.off('error', reject).on('error', () => undefined);
          // One that is complete has given its connection to the next request.
          setImmediate(() => {
            if (!response.complete) asking.destroy();
          });
        });
      });
      asking.on('timeout', () => asking.destroy(new Error('no answer within 20 s'))).on('error', reject);
      asking.end(body);
    });
  }

  /** Posts a document. */
  ask(query: string, variables: unknown, headers: Readonly<Record<string, string>>): Promise<Heard> {
    const content = { 'content-type': 'application/json', ...headers };
    return this.send('POST', content, JSON.stringify({ query, variables }));
  }

  /** Posts the id of a registered document. */
  askRegistered(id: string, variables: unknown, headers: Readonly<Record<string, string>>): Promise<Heard> {
    const content = { 'content-type': 'application/json', ...headers };
    return this.send('POST', content, JSON.stringify({ documentId: id, variables }));
  }

  async close(): Promise<number | null> {
    this.#agent.destroy();
    const code = await this.gateway.stop();
    if (this.#isAlone) await this.sandbox.close();
    rmSync(this.directory, { recursive: true, force: true });
    return code;
  }
}
