import { createHash } from 'node:crypto';
import type { GraphQLParams } from 'graphql-yoga';
import { unreadable } from './refusals.ts';

/**
 * The id a request names its document by, `sha256:` before a bare hash; null when it names none. It stands in
 * `documentId`, as GraphQL over HTTP has it, or in `extensions.persistedQuery`, as Apollo's clients send it.
 */
export function documentIdIn(params: GraphQLParams): string | null {
  const id = 'documentId' in params ? textOrNull(params.documentId) : null;
  const hash = hashIn(params.extensions?.['persistedQuery']);
  if (id !== null && hash !== null && prefixed(id) !== prefixed(hash)) {
    throw unreadable(
      400,
      'Expected one document, got another id in "documentId" than in "extensions". Send one of them.',
    );
  }
  return prefixed(id ?? hash);
}

/** The id that a document has by its text. */
export function idOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** Whether the text can be an id at all. */
export function isDocumentId(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}

function textOrNull(value: unknown): string | null {
  if (value == null) return null;
  if (typeof value === 'string') return value;
  throw unreadable(400, 'Expected the id of a document as a text in "documentId", got something else.');
}

function hashIn(value: unknown): string | null {
  if (value == null) return null;
  if (typeof value === 'object' && 'version' in value && value.version === 1 && 'sha256Hash' in value) {
    if (typeof value.sha256Hash === 'string') return value.sha256Hash;
  }
  throw unreadable(400, 'Expected { version: 1, sha256Hash } in "extensions.persistedQuery", got something else.');
}

function prefixed(id: string): string;
function prefixed(id: string | null): string | null;
function prefixed(id: string | null): string | null {
  return id !== null && /^[0-9a-f]{64}$/.test(id) ? `sha256:${id}` : id;
}
