import type { DocumentNode } from 'graphql';
import { measureOf } from './document-measure.ts';

/** How much a document may ask for. */
export interface DocumentLimits {
  readonly documentBytes: number;
  readonly documentTokens: number;
  /** Levels of fields; a root field is on the first. */
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
}

/** A limit a document is over. */
export interface Excess {
  readonly code:
    'DOCUMENT_LIMIT' | 'TOKEN_LIMIT' | 'DEPTH_LIMIT' | 'ROOT_FIELD_LIMIT' | 'ALIAS_LIMIT' | 'DIRECTIVE_LIMIT';
  readonly limit: number;
  readonly got: number;
}

/** The first limit a document is over; undefined when it keeps to all. It need not be valid. */
export function excessOf(document: DocumentNode, limits: DocumentLimits): Excess | undefined {
  const { depth, aliases, rootFields, directives } = measureOf(document);
  const measured: readonly Excess[] = [
    { code: 'TOKEN_LIMIT', limit: limits.documentTokens, got: document.tokenCount ?? 0 },
    { code: 'DEPTH_LIMIT', limit: limits.depth, got: depth },
    { code: 'ROOT_FIELD_LIMIT', limit: limits.rootFields, got: rootFields },
    { code: 'ALIAS_LIMIT', limit: limits.aliases, got: aliases },
    { code: 'DIRECTIVE_LIMIT', limit: limits.directives, got: directives },
  ];
  return measured.find(({ limit, got }) => got > limit);
}
