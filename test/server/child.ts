import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { keepWritten } from '../written.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A process of the gateway, and what it wrote. */
export interface Child {
  readonly process: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** How it ended. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** Resolves with the first match in what it writes; rejects when it exits before. */
  readonly wrote: (pattern: RegExp) => Promise<RegExpExecArray>;
}

// An empty variable counts as not set.
const CLEAN = { PAYGRAPH_CONFIG: '', HOST: '', PORT: '0', LOG_LEVEL: '', NODE_OPTIONS: '', NODE_ENV: 'production' };

interface ChildOptions {
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly node?: string;
  /** Takes what kills it; the end of the test does unless told. */
  readonly until?: (kill: () => void) => void;
}

/** Starts the gateway as a user would, on a free port; it is killed when the test ends. */
export function start({
  args = [],
  environment = {},
  node = process.execPath,
  until = onTestFinished,
}: ChildOptions = {}): Child {
  const child = spawn(node, ['src/start.mjs', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...CLEAN, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  until(() => void child.kill('SIGKILL'));
  keepWritten(child);
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const listener of listeners) listener();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const listener of listeners) listener();
  });
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    process: child,
    stdout: () => stdout,
    stderr: () => stderr,
    exited,
    wrote: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(stdout) ?? pattern.exec(stderr);
          if (match === null) return;
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        look();
        void exited.then(({ code }) => reject(new Error(`exited with ${code} before ${pattern}: ${stdout}${stderr}`)));
      }),
  };
}

/** The address it says it is at. */
export async function urlOf(child: Child): Promise<string> {
  return (await child.wrote(/http:\/\/[\w.[\]:]+:\d+(?=\/graphql|")/))[0];
}

/** Asks it. */
export function ask(
  url: string,
  query: string,
  variables: unknown = {},
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
}
