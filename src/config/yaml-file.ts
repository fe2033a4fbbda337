import { ConfigError } from './faults.ts';
import { readFromDisk, type ReadFile } from './files.ts';
import { readYaml } from './yaml.ts';

/** What a file of YAML holds. Throws `ConfigError`, with what to do when there is no such file, and nothing else. */
export function readYamlFile(path: string, remedy: string, readFile: ReadFile = readFromDisk): unknown {
  const found = readFile(path);
  if ('fault' in found) throw new ConfigError(path, [{ path: '', message: `${found.fault}; ${remedy}` }]);
  const read = readYaml(found.text);
  if ('faults' in read) throw new ConfigError(path, read.faults);
  return read.value;
}
