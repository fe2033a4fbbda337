import { createHash } from 'node:crypto';
import { z } from 'zod';
import { kindOf } from './got.ts';

/** Documents by their ids, `sha256:` and the hash of the text. */
export type Documents = ReadonlyMap<string, string>;

/** What a manifest says: documents, each with the id it is called by there, and what is wrong with the others. */
export interface ManifestRead {
  readonly documents: readonly { readonly id: string; readonly text: string }[];
  readonly faults: readonly string[];
}

const apollo = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string(), body: z.unknown() })),
});

/** Reads a manifest: a JSON object of documents by id, as GraphQL Code Generator writes it, or one of Apollo's. */
export function readManifest(content: string): ManifestRead {
  const listed = entriesOf(content);
  if (typeof listed === 'string') return { documents: [], faults: [listed] };
  const documents: { id: string; text: string }[] = [];
  const faults: string[] = [];
  for (const [key, text] of listed) {
    const hash = /^(?:sha256:)?([0-9a-f]{64})$/.exec(key)?.[1];
    const name = hash === undefined ? nameOf(key) : key;
    if (hash === undefined) faults.push(`${name}: expected the document’s SHA-256 as its id, ${REMEDY}`);
    else if (typeof text !== 'string') faults.push(`${name}: expected a document, got ${kindOf(text)}`);
    else if (createHash('sha256').update(text).digest('hex') !== hash) {
      faults.push(
        `${name}: expected the document with this SHA-256, got another; restore it or write the manifest anew`,
      );
    } else documents.push({ id: `sha256:${hash}`, text });
  }
  return { documents, faults };
}

const REMEDY = '64 hexadecimal digits in lower case, got another id; write the manifest with hashAlgorithm sha256';

function entriesOf(content: string): [string, unknown][] | string {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return 'expected JSON, got something else; name a manifest of documents';
  }
  const ofApollo = apollo.safeParse(value);
  if (ofApollo.success) return ofApollo.data.operations.map(({ id, body }) => [id, body]);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  return `expected a map of documents by id, got ${kindOf(value)}`;
}

// A wrong file may hold anything.
function nameOf(key: string): string {
  return /^[\w:.-]{1,80}$/.test(key) ? key : `an id of ${key.length} characters`;
}
