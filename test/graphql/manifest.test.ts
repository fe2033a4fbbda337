import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, print, visit, type ASTNode, type SelectionNode } from 'graphql';
import { describe, expect, test } from 'vitest';
import * as typed from '../../schema/typed/graphql.ts';
import { CALLER_LIMITS } from '../../src/config/caller-limits.ts';
import { documentFault } from '../../src/graphql/document-fault.ts';

const root = resolve(import.meta.dirname, '../../schema');
const manifest = Object.entries(
  JSON.parse(readFileSync(join(root, 'typed/persisted-documents.json'), 'utf8')) as Record<string, string>,
);
const files = readdirSync(join(root, 'operations'));

/** Lower-case hexadecimal SHA-256 of the text in UTF-8, by another implementation than the gateway's. */
async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What a document means: whatever order its parts are in, it is the same. */
function meaningOf(document: string): string {
  const inOrder = <Node extends ASTNode>(nodes: readonly Node[] = []) =>
    nodes.toSorted((one, other) => (print(one) < print(other) ? -1 : 1));
  const sorted = visit(parse(document, { noLocation: true }), {
    SelectionSet: { leave: (node) => ({ ...node, selections: inOrder<SelectionNode>(node.selections) }) },
    OperationDefinition: {
      leave: (node) => ({ ...node, variableDefinitions: inOrder(node.variableDefinitions) }),
    },
    Document: { leave: (node) => ({ ...node, definitions: inOrder(node.definitions) }) },
  });
  return print(sorted);
}

describe('the manifest', () => {
  test('holds the operations of schema/operations, all of them and nothing else', () => {
    expect(files.length).toBeGreaterThanOrEqual(8);
    const operations = files.map((file) => meaningOf(readFileSync(join(root, 'operations', file), 'utf8')));
    expect(manifest.map(([, text]) => meaningOf(text)).toSorted()).toEqual(operations.toSorted());
  });

  test('calls each by the SHA-256 of its text, whoever computes it', async () => {
    const ids = await Promise.all(manifest.map(async ([, text]) => `sha256:${await sha256(text)}`));
    expect(manifest.map(([id]) => id)).toEqual(ids);
  });

  test('calls each what its typed document is called', () => {
    const documents = Object.entries(typed).flatMap(([name, value]) =>
      name.endsWith('Document') ? [value as unknown as { __meta__: { hash: string } }] : [],
    );
    expect(documents.map(({ __meta__ }) => __meta__.hash).toSorted()).toEqual(manifest.map(([id]) => id).toSorted());
  });

  test('holds documents that any caller can run under the default limits', () => {
    for (const limits of Object.values(CALLER_LIMITS)) {
      expect(manifest.map(([, text]) => documentFault(text, [limits]))).toEqual(manifest.map(() => null));
    }
  });
});
