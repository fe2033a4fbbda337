import { GraphQLError, Kind, type ASTNode } from 'graphql';
import type { Caller } from './context.ts';
import { inOwnWords } from './own-words.ts';
import { valueMessage } from './without-values.ts';

/**
 * The engine's error as the caller may read it: never with a value, and with names of the schema only for those who may
 * know it. Where it is and what it is coded stay.
 */
export function discreet(error: GraphQLError, caller: Pick<Caller, 'permissions'> | undefined): GraphQLError {
  const { nodes, source, positions, path, extensions } = error;
  return new GraphQLError(messageFor(error, caller), { nodes, source, positions, path, extensions });
}

function messageFor(error: GraphQLError, caller: Pick<Caller, 'permissions'> | undefined): string {
  const mayKnow = caller?.permissions.has('introspection') === true;
  if (isValue(error.nodes?.[0])) return mayKnow ? valueMessage(error.message) : 'This value does not fit.';
  if (!mayKnow) return inOwnWords(error.message);
  return ABOUT_VALUE.test(error.message) ? valueMessage(error.message) : error.message;
}

const ABOUT_VALUE = /^(?:Variable|Argument) "[^"]+" has invalid (?:default )?value/;

function isValue(node: ASTNode | undefined): boolean {
  return node !== undefined && VALUES.has(node.kind);
}

const VALUES: ReadonlySet<string> = new Set([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
  Kind.OBJECT_FIELD,
]);
