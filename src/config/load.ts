import { dirname, resolve } from 'node:path';
import type { Config } from './config.ts';
import { readConfig } from './read.ts';
import type { Environment } from './surroundings.ts';
import { readYamlFile } from './yaml-file.ts';

/** Reads the configuration file. Throws `ConfigError` with every fault at once, and nothing else. */
export function loadConfig(file: string, environment: Environment): Config {
  const path = resolve(file);
  const value = readYamlFile(path, 'check --config or PAYGRAPH_CONFIG');
  return readConfig(value, { name: path, directory: dirname(path), environment, access: 'configured' });
}
