import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Config } from './config.ts';
import { ConfigError } from './faults.ts';
import { readConfig } from './read.ts';
import type { Environment } from './surroundings.ts';
import { readYaml } from './yaml.ts';

/** Reads the configuration file. Throws `ConfigError` with every fault at once, and nothing else. */
export function loadConfig(file: string, environment: Environment): Config {
  const path = resolve(file);
  const read = readYaml(textOf(path));
  if ('faults' in read) throw new ConfigError(path, read.faults);
  return readConfig(read.value, { name: path, directory: dirname(path), environment, access: 'configured' });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
    const message = `expected a readable file, got none (${code}); check --config or PAYGRAPH_CONFIG`;
    throw new ConfigError(path, [{ path: '', message }]);
  }
}
