import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Config } from './config/config.ts';
import { readEnvironment } from './config/environment.ts';
import { ConfigError, type Fault } from './config/faults.ts';
import { readYamlFile } from './config/yaml-file.ts';
import type { Rule } from './sandbox/reading-rules.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import { exitForListening } from './server/listen-fault.ts';
import { stopOnSignals } from './server/stop-signals.ts';

/** Runs the sandbox alone until it is told to stop. Rejects with `ConfigError` when it cannot begin. */
export async function runSandbox(rulesFile: string | undefined): Promise<void> {
  const faults: Fault[] = [];
  const { host = '127.0.0.1', port = 4001 } = readEnvironment(process.env, faults);
  if (faults.length > 0) throw new ConfigError('The environment', faults);
  const rules = await rulesIn(rulesFile);
  const { runSandboxAlone } = await import('./sandbox/alone.ts');
  const stopped = new AbortController();
  const { signal } = stopped;
  const finished = runSandboxAlone({ host, port, rules, write: (text) => process.stdout.write(text), signal });
  const stop = (): Promise<void> => {
    stopped.abort();
    return finished;
  };
  stopOnSignals(stop, (error) => process.stderr.write(`${String(error)}\n`));
  await finished.catch((error: unknown) => exitForListening(error, { host, port }));
}

/** Starts the sandbox behind a gateway. Rejects with `ConfigError` for rules that cannot be used. */
export async function startSandboxBehind(rulesFile: string | undefined): Promise<Sandbox> {
  const rules = await rulesIn(rulesFile);
  const { startSandbox } = await import('./sandbox/sandbox.ts');
  return startSandbox({ ownPorts: true, rules });
}

/** Goes the way of every configuration, keys in files included, which are gone once they are read. */
export async function sandboxConfig(sandbox: Sandbox): Promise<Config> {
  const { readConfig } = await import('./config/read.ts');
  const directory = await mkdtemp(join(tmpdir(), 'paygraph-'));
  try {
    const { accounts } = await sandbox.writeConfiguration(directory);
    const source = { name: 'The environment', directory, environment: process.env, access: 'loopback' } as const;
    return readConfig({ accounts, log: { level: 'warn' } }, source);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function rulesIn(file: string | undefined): Promise<readonly Rule[]> {
  if (file === undefined) return [];
  const [{ readRules }, { FIRST_ACCOUNTS }] = await Promise.all([
    import('./sandbox/reading-rules.ts'),
    import('./sandbox/accounts.ts'),
  ]);
  const path = resolve(file);
  const read = readRules(readYamlFile(path, 'check --faults'), FIRST_ACCOUNTS);
  if ('faults' in read) throw new ConfigError(path, read.faults);
  return read.rules;
}
