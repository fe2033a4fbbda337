import { readFileSync } from 'node:fs';
import { ConfigError } from './faults.ts';
import { readYaml } from './yaml.ts';

/** What a file of YAML holds. Throws `ConfigError`, with what to do when there is no such file, and nothing else. */
export function readYamlFile(path: string, remedy: string): unknown {
  const read = readYaml(textOf(path, remedy));
  if ('faults' in read) throw new ConfigError(path, read.faults);
  return read.value;
}

function textOf(path: string, remedy: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
    throw new ConfigError(path, [{ path: '', message: `expected a readable file, got none (${code}); ${remedy}` }]);
  }
}
