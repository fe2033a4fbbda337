import { resolve } from 'node:path';
import { readFromDisk, type FileRead } from './files.ts';
import type { Surroundings } from './surroundings.ts';

/** Reads the file of that name, relative to the configuration, if it is no longer than `maxBytes`. */
export function readNamedFile(name: string, maxBytes: number, around: Surroundings): FileRead {
  const { directory, readFile = readFromDisk } = around;
  const read = readFile(resolve(directory, name));
  if ('fault' in read)
    return { fault: `${read.fault}; its name is relative to ${directory}, where the configuration is` };
  const bytes = Buffer.byteLength(read.text);
  return bytes <= maxBytes ? read : { fault: `expected at most ${maxBytes} bytes, got ${bytes}; name another file` };
}
