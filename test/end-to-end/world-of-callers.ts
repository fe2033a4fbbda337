import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
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
  readonly environment?: Readonly<Record<string, string>>;
}

/** A gateway process with callers, in front of a sandbox that counts what reaches it. */
export class WorldOfCallers {
  readonly sandbox: Sandbox;
  readonly gateway: RunningGateway;
  readonly directory: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8 });

  private constructor(sandbox: Sandbox, gateway: RunningGateway, directory: string) {
    this.sandbox = sandbox;
    this.gateway = gateway;
    this.directory = directory;
  }

  static async start({ callers, more, access, sandbox: options, environment }: Wanted): Promise<WorldOfCallers> {
    const directory = mkdtempSync(join(tmpdir(), 'paygraph-callers-'));
    const sandbox = await startSandbox(options);
    const { accounts } = await sandbox.writeConfiguration(directory);
    const apiKeys = Object.entries(callers).map(([client, rights]) => ({
      client,
      sha256: sha256(`${client}-key`),
      ...rights,
    }));
    const file = join(directory, 'paygraph.yaml');
    writeFileSync(file, stringify({ accounts, access: { apiKeys, ...access }, ...more }));
    const clean = { HOST: '', LOG_LEVEL: '', PAYGRAPH_CONFIG: '', NODE_ENV: 'production', ...environment };
    const gateway = await startGateway(['--config', file], clean).catch(async (error: unknown) => {
      await sandbox.close();
      rmSync(directory, { recursive: true, force: true });
      throw error;
    });
    return new WorldOfCallers(sandbox, gateway, directory);
  }

  /** Sends a request over a connection that is kept, and takes what comes until it ends. */
  send(
    method: string,
    headers: Readonly<Record<string, string | string[]>>,
    body?: string | Buffer,
    target = '/graphql',
  ): Promise<Heard> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(this.gateway.url);
      const options = { hostname, port, path: target, method, headers, agent: this.#agent, timeout: 20_000 };
      const asking = request(options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject).on('end', () => {
          const { statusCode: status = 0, headers: heard } = response;
          resolve({ status, headers: heard, body: Buffer.concat(chunks).toString('utf8') });
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

  async close(): Promise<number | null> {
    this.#agent.destroy();
    const code = await this.gateway.stop();
    await this.sandbox.close();
    rmSync(this.directory, { recursive: true, force: true });
    return code;
  }
}
