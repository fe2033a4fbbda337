import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { keepWritten } from '../written.ts';

const root = resolve(import.meta.dirname, '../..');

/** The gateway as a user starts it: its own process, its own port, the sandbox behind it unless configured. */
export interface RunningGateway {
  readonly url: string;
  readonly process: ChildProcess;
  /** From the process's start to its first announced address. */
  readonly startedInMs: number;
  /** Everything it has written so far. */
  readonly written: () => string;
  readonly ask: (query: string, variables?: object, headers?: Record<string, string>) => Promise<GraphAnswer>;
  readonly stop: () => Promise<number | null>;
}

/** An answer as it came; tests name what they expect of it. */
export interface GraphAnswer {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are compared, not computed with
  readonly data?: any;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  readonly extensions: { readonly gateway: any };
}

/** Starts it and waits for the address it prints. `entry` is what Node runs: the sources', or a bundle's. */
export async function startGateway(
  args: readonly string[] = [],
  environment: Record<string, string> = {},
  entry: readonly string[] = ['src/start.mjs'],
): Promise<RunningGateway> {
  const began = performance.now();
  const child = spawn(process.execPath, [...entry, ...args], {
    cwd: root,
    env: { ...process.env, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  keepWritten(child);
  const url = await new Promise<string>((found, failed) => {
    const read = (chunk: Buffer) => {
      written += chunk.toString();
      // Told to people in sandbox mode, else logged.
      const address = /(https?:\/\/[\w.:[\]]+)(?:\/graphql|","msg":"started")/.exec(written);
      if (address) found(`${address[1]}/graphql`);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => failed(new Error(`the gateway exited with ${String(code)}:\n${written}`)));
  });
  const startedInMs = performance.now() - began;
  return {
    url,
    process: child,
    startedInMs,
    written: () => written,
    ask: async (query, variables = {}, headers = {}) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as GraphAnswer;
    },
    stop: () =>
      new Promise((ended) => {
        if (child.exitCode !== null) ended(child.exitCode);
        else child.once('exit', ended).kill('SIGTERM');
      }),
  };
}
