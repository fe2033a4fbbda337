import { z } from 'zod';
import { kindOf } from './got.ts';
import { readNamedFile } from './named-file.ts';
import type { Surroundings } from './surroundings.ts';

/** A secret, or why it could not be had; the reason quotes nothing of the configuration, which may be the secret. */
export type SecretRead = { readonly text: string } | { readonly fault: string };

const source = z.union([z.strictObject({ file: z.string().min(1) }), z.strictObject({ env: z.string().min(1) })]);

// Far above any key or token.
const MAX_BYTES = 65_536;

/** Fetches the secret that `{ file }` or `{ env }` names. */
export function readSecret(value: unknown, around: Surroundings): SecretRead {
  const parsed = source.safeParse(value);
  if (!parsed.success) {
    const got = typeof value === 'string' ? 'a text, perhaps the secret itself' : kindOf(value);
    return { fault: `expected { file: … } or { env: … }, got ${got}; put the secret in a file or a variable` };
  }
  const read =
    'file' in parsed.data
      ? readNamedFile(parsed.data.file, MAX_BYTES, around)
      : fromVariable(around.environment, parsed.data.env);
  if ('text' in read && read.text.trim() === '')
    return { fault: 'expected a secret there, got an empty text; fill it' };
  return 'text' in read ? { text: read.text.trim() } : read;
}

function fromVariable(environment: Surroundings['environment'], name: string): SecretRead {
  const text = Object.hasOwn(environment, name) ? environment[name] : undefined;
  if (text !== undefined) return { text };
  const named = /^[A-Z][A-Z0-9_]{0,63}$/.test(name) ? name : 'of that name';
  return { fault: `expected a value in the environment variable ${named}, got nothing; set it` };
}
