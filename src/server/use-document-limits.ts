import { GraphQLError, parse } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { MAX_NESTING, nestingOf } from '../graphql/nesting.ts';
import { depthLimit, tokenLimit } from './refusals.ts';

/** Stops reading a document once it has too many tokens, and does not begin with one that is nested too deeply. */
export function useDocumentLimits(maxTokens: number): Plugin {
  return {
    onParse({ setParseFn }) {
      setParseFn((source: string, options?: Parameters<typeof parse>[1]) => {
        if (nestingOf(source) > MAX_NESTING) throw depthLimit(MAX_NESTING);
        try {
          return parse(source, { ...options, maxTokens });
        } catch (error) {
          // The parser has no other sign for it.
          if (error instanceof GraphQLError && error.message.includes(`more than ${maxTokens} tokens`)) {
            throw tokenLimit(maxTokens);
          }
          throw error;
        }
      });
    },
  };
}
