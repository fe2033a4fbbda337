import { GraphQLError, parse } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { MAX_NESTING, nestingOf } from '../graphql/nesting.ts';
import { withoutLiteral } from '../graphql/without-values.ts';
import type { Arrival } from './arrival.ts';
import { nestingLimit, overLimit } from './refusals.ts';

/**
 * Does not begin to read a document that is longer than its caller may send, or nested too deeply, and stops once it
 * has too many tokens.
 */
export function useDocumentLimits(): Plugin<Partial<Arrival>> {
  return {
    onParse({ params, context, setParseFn }) {
      const { documentBytes = Infinity, documentTokens = Infinity } = context.caller?.limits ?? {};
      const source: unknown = params.source;
      const bytes = Buffer.byteLength(String(source));
      if (bytes > documentBytes) throw overLimit('DOCUMENT_LIMIT', documentBytes, bytes);
      setParseFn((source: string, options?: Parameters<typeof parse>[1]) => {
        if (nestingOf(source) > MAX_NESTING) throw nestingLimit(MAX_NESTING);
        try {
          return parse(source, { ...options, maxTokens: documentTokens });
        } catch (error) {
          // The parser has no other sign for it.
          if (error instanceof GraphQLError && error.message.includes(`more than ${documentTokens} tokens`)) {
            throw overLimit('TOKEN_LIMIT', documentTokens);
          }
          throw error instanceof GraphQLError ? withoutLiteral(error) : error;
        }
      });
    },
  };
}
