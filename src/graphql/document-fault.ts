import { GraphQLError, Kind, parse, validate } from 'graphql';
import { MAX_NESTING, nestingOf } from './nesting.ts';
import { schema } from './schema.ts';

/** Why no caller could ever run the document; null when it can be run. It is read as it would be at a request. */
export function documentFault(text: string, maxTokens: number): string | null {
  if (nestingOf(text) > MAX_NESTING) return `expected a document nested at most ${MAX_NESTING} deep, got a deeper one`;
  try {
    const document = parse(text, { maxTokens });
    if (!document.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION)) {
      return 'expected a document with an operation, got one without';
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
