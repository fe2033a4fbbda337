import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PROGRAM = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']
  .flatMap((folder) => [join(folder, 'redis-server'), join(folder, 'valkey-server')])
  .find((file) => existsSync(file));

/** Whether the tests with a real server can run. Where CI is set they always do, and fail without one. */
export const HAS_REDIS = PROGRAM !== undefined || Boolean(process.env['CI']);
if (!HAS_REDIS) {
  process.stderr.write(
    '\n*** SKIPPED: the tests of the shared memory need redis-server (apt-get install redis-server)\n\n',
  );
}

/** A server of its own on a free port, with nothing in it and nothing kept. */
export class RedisServer {
  readonly port: number;
  readonly url: string;
  readonly #options: readonly string[];
  readonly #directory = mkdtempSync(join(tmpdir(), 'paygraph-redis-test-'));
  #child: ChildProcess | undefined;

  private constructor(port: number, options: readonly string[]) {
    this.port = port;
    this.url = `redis://127.0.0.1:${port}`;
    this.#options = options;
  }

  static async start(...options: string[]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), options);
    await server.start();
    return server;
  }

  /** Starts it (again), on the same port. */
  async start(): Promise<void> {
    if (PROGRAM === undefined) throw new Error('there is no redis-server; apt-get install redis-server');
    const fixed = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    this.#child = spawn(PROGRAM, [...fixed, ...this.#options], { cwd: this.#directory, stdio: 'ignore' });
    for (let tries = 0; !(await isListening(this.port)); tries += 1) {
      if (tries > 200) throw new Error('redis-server does not listen');
      await sleep(20);
    }
  }

  /** SIGSTOP: connections stay, nothing is answered. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** A port nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
      .once('connect', () => {
        socket.destroy();
        resolve(true);
      })
      .once('error', () => resolve(false));
  });
}
