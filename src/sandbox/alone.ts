import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { stringify } from 'yaml';

import { PATHS } from './accounts.ts';
import type { Rule } from './reading-rules.ts';
import { startSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

const ACCESS = { anonymous: { permissions: ['payments', 'bulk', 'live', 'pii', 'raw', 'introspection'] } };

/** How to run the sandbox alone. */
export interface AloneOptions {
  /** 0 picks a free port. */
  readonly port: number;
  readonly host: string;
  /** The rules by which faults befall inquiries from the start; none. */
  readonly rules?: readonly Rule[];
  /** Takes what is to be printed, lines with their line ends. */
  readonly write: (text: string) => void;
  /** Aborted to stop. */
  readonly signal: AbortSignal;
}

/**
 * Runs the sandbox until the signal is aborted. What it prints is a complete configuration of a gateway that asks it,
 * with everything else in comments; its keys are gone when it stops.
 */
export async function runSandboxAlone({ port, host, rules = [], write, signal }: AloneOptions): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'paygraph-sandbox-'));
  try {
    const sandbox = await startSandbox({ port, host, ownKeys: true, rules });
    try {
      const { accounts } = await sandbox.writeConfiguration(directory);
      write(introduction(sandbox));
      write(stringify({ server: { host: '127.0.0.1', port: 4000 }, accounts, access: ACCESS }));
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    } finally {
      await sandbox.close();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function introduction({ url, adminUrl, accounts }: Sandbox): string {
  const lines = [
    `Three emulated upstreams at ${url}, until this is stopped. Below: the configuration of a gateway that asks`,
    'them, to be saved and used with npm start -- --config <file>. First, their endpoints and public keys.',
    '',
    `Faults are added at ${adminUrl}: "Rehearsing faults" in the README tells how.`,
    '',
    ...accounts.flatMap(({ id, dialect, alipayPublicKey }) => [
      `${id} (${dialect}): POST ${url}${PATHS[dialect]}`,
      ...alipayPublicKey.trimEnd().split('\n'),
      '',
    ]),
  ];
  return lines.map((line) => `# ${line}`.trimEnd() + '\n').join('');
}
