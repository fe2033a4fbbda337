import type { DocumentNode, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { CallerLimits } from '../config/caller-limits.ts';
import type { Arrival } from './arrival.ts';
import { measureOf } from './document-measure.ts';
import { overLimit, type LimitCode } from './refusals.ts';

interface Validated {
  readonly params: { readonly documentAST: DocumentNode };
  readonly context: Partial<Arrival>;
}

/**
 * Refuses documents that ask for more than their caller may before they are validated, which takes the longer the more
 * there is. Tokens are looked at again: a document may have been read for another caller.
 */
export function useOperationLimits(): Plugin<Partial<Arrival>> {
  return {
    onValidate: ({ params, context: { caller } }: Validated) => {
      const error = caller && excess(params.documentAST, caller.limits);
      // Thrown: a result would be remembered as the document's, for callers with other limits too.
      if (error !== undefined) throw error;
    },
  };
}

function excess(document: DocumentNode, limits: CallerLimits): GraphQLError | undefined {
  const { depth, aliases, rootFields, directives } = measureOf(document);
  const measured: readonly [LimitCode, number, number][] = [
    ['TOKEN_LIMIT', limits.documentTokens, document.tokenCount ?? 0],
    ['DEPTH_LIMIT', limits.depth, depth],
    ['ROOT_FIELD_LIMIT', limits.rootFields, rootFields],
    ['ALIAS_LIMIT', limits.aliases, aliases],
    ['DIRECTIVE_LIMIT', limits.directives, directives],
  ];
  const found = measured.find(([, limit, got]) => got > limit);
  return found && overLimit(...found);
}
