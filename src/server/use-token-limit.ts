import { GraphQLError, parse } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { tokenLimit } from './refusals.ts';

/** Stops reading a document once it has too many tokens. */
export function useTokenLimit(limit: number): Plugin {
  return {
    onParse({ setParseFn }) {
      setParseFn((source: Parameters<typeof parse>[0], options?: Parameters<typeof parse>[1]) => {
        try {
          return parse(source, { ...options, maxTokens: limit });
        } catch (error) {
          // The parser has no other sign for it.
          if (error instanceof GraphQLError && error.message.includes(`more than ${limit} tokens`))
            throw tokenLimit(limit);
          throw error;
        }
      });
    },
  };
}
