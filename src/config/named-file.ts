import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

/** A file's text, or why it could not be had; the reason quotes nothing of the configuration. */
export type FileRead = { readonly text: string } | { readonly fault: string };

/** Reads the file of that name, relative to the configuration, if it is no longer than `maxBytes`. */
export function readNamedFile(directory: string, name: string, maxBytes: number): FileRead {
  const rule = `its name is relative to ${directory}, where the configuration is`;
  try {
    const path = resolve(directory, name);
    const found = statSync(path);
    if (!found.isFile()) return { fault: `expected a file, got something else; ${rule}` };
    if (found.size > maxBytes)
      return { fault: `expected at most ${maxBytes} bytes, got ${found.size}; name another file` };
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
    return { fault: `expected a readable file, got none (${code}); ${rule}` };
  }
}
