import type { Plugin } from 'graphql-yoga';
import type { Documents } from '../config/manifest.ts';
import type { Arrival } from './arrival.ts';
import { documentIdIn } from './document-id.ts';
import { forbidden, unauthenticated, unknownDocument, unreadable, unregisteredDocument } from './refusals.ts';

/**
 * Decides which document a request runs: the registered one whose id it sends, or the text it sends if its caller may
 * send any, or it is a registered one's. Limits and permissions come after this, and hold for all.
 */
export function useRegisteredDocuments(registered: Documents): Plugin<object, Arrival> {
  const texts = new Set(registered.values());
  return {
    onParams({ request, params, setParams, context }) {
      const { caller } = context;
      // Refused requests are not read, so that none of them gets as far as this.
      if (caller === undefined) throw unauthenticated();
      const mayRunAny = caller.documents === 'any';
      const id = documentIdIn(params);
      if (id === null) {
        if (typeof params.query !== 'string') throw unreadable(400, `Expected a document in "query", ${OR_ITS_ID}`);
        if (!mayRunAny && !texts.has(params.query)) throw unregisteredDocument();
        // A link is enough to send a GET, and it is kept in histories and logs: not for everybody.
        if (request.method === 'GET' && (caller.client === null || !mayRunAny)) {
          throw forbidden('GET with a document is for authenticated callers who may run any. Send its id, or a POST.');
        }
        return;
      }
      const query = registered.get(id);
      if (query === undefined) throw unknownDocument();
      if (params.query != null && params.query !== query) {
        throw unreadable(400, 'Expected the document of that id in "query", got another. Send the id alone.');
      }
      context.outcome.documentId = id;
      setParams({ ...params, query });
    },
  };
}

const OR_ITS_ID = 'or the id of a registered one in "documentId", got neither.';
