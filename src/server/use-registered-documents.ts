import type { Plugin } from 'graphql-yoga';
import type { Arrival } from './arrival.ts';
import { unauthenticated } from './refusals.ts';
import type { ChooseDocument } from './registered-documents.ts';

/** Puts the document that was chosen in the place of its id. Limits and permissions come after this, and hold for all. */
export function useRegisteredDocuments(choose: ChooseDocument): Plugin<object, Arrival> {
  return {
    onParams({ request, params, setParams, context }) {
      // Refused requests are not read, so that none of them gets as far as this.
      if (context.caller === undefined) throw unauthenticated();
      const { text, id } = choose(params, context.caller, request.method);
      if (id === null) return;
      context.outcome.documentId = id;
      setParams({ ...params, query: text });
    },
  };
}
