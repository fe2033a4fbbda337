import { dirname, resolve } from 'node:path';
import type { Config } from './config.ts';
import type { DocumentVerdicts } from './document-verdicts.ts';
import { readFromDisk, type ReadFile } from './files.ts';
import { readConfig } from './read.ts';
import type { Environment } from './surroundings.ts';
import { readYamlFile } from './yaml-file.ts';

/** By what means a configuration is read. */
export interface LoadMeans {
  /** From the disk when absent. */
  readonly readFile?: ReadFile;
  /** What was found of documents when it was read before. */
  readonly verdicts?: DocumentVerdicts;
  /** How many workers run already, among which limits are shared out; one when absent. */
  readonly workers?: number;
}

/**
 * Reads the configuration file, and the files it names by the same means. Throws `ConfigError` with every fault at once,
 * and nothing else.
 */
export function loadConfig(file: string, environment: Environment, means: LoadMeans = {}): Config {
  const path = resolve(file);
  const value = readYamlFile(path, 'check --config or PAYGRAPH_CONFIG', means.readFile ?? readFromDisk);
  return readConfig(value, { name: path, directory: dirname(path), environment, access: 'configured', ...means });
}
