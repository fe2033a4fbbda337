import type { DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { excessOf } from '../graphql/document-limits.ts';
import type { Arrival } from './arrival.ts';
import { overLimit } from './refusals.ts';

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
      const excess = caller && excessOf(params.documentAST, caller.limits);
      // Thrown: a result would be remembered as the document's, for callers with other limits too.
      if (excess !== undefined) throw overLimit(excess.code, excess.limit, excess.got);
    },
  };
}
