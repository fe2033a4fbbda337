import { GraphQLError, Kind, parse, validate } from 'graphql';
import { excessOf, type DocumentLimits, type Excess } from './document-limits.ts';
import { MAX_NESTING, nestingOf } from './nesting.ts';
import { schema } from './schema.ts';

/**
 * Why the document cannot be run, or by none of the callers whose limits these are; null when it can be. It is read as
 * it would be at a request.
 */
export function documentFault(text: string, callers: readonly DocumentLimits[]): string | null {
  if (nestingOf(text) > MAX_NESTING) return `expected a document nested at most ${MAX_NESTING} deep, got a deeper one`;
  try {
    const document = parse(text);
    if (!document.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION)) {
      return 'expected a document with an operation, got one without';
    }
    const excesses = callers.flatMap((limits) => tooLong(text, limits) ?? excessOf(document, limits) ?? []);
    const [excess] = excesses.toSorted((one, other) => other.limit - one.limit);
    if (excess !== undefined && excesses.length === callers.length) {
      return `expected a document that some caller may run, got one with ${excess.got} ${NOUNS[excess.code]} where none may have more than ${excess.limit}`;
    }
    const [error] = validate(schema, document);
    return error === undefined
      ? null
      : `expected a document that fits the schema, got one that does not: ${error.message}`;
  } catch (error) {
    if (error instanceof GraphQLError) return `expected a GraphQL document, got something else: ${error.message}`;
    throw error;
  }
}

function tooLong(text: string, { documentBytes: limit }: DocumentLimits): Excess | undefined {
  const got = Buffer.byteLength(text);
  return got > limit ? { code: 'DOCUMENT_LIMIT', limit, got } : undefined;
}

const NOUNS: Readonly<Record<Excess['code'], string>> = {
  DOCUMENT_LIMIT: 'bytes',
  TOKEN_LIMIT: 'tokens',
  DEPTH_LIMIT: 'levels of fields',
  ROOT_FIELD_LIMIT: 'root fields',
  ALIAS_LIMIT: 'aliases',
  DIRECTIVE_LIMIT: 'directives',
};
