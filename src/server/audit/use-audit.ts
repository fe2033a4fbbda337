import { isAsyncIterable, mapAsyncIterator, type Plugin } from 'graphql-yoga';
import { Kind, type DocumentNode } from 'graphql';
import type { Documents } from '../../config/manifest.ts';
import type { Arrival } from '../arrival.ts';
import { documentIdIn, idOf, isDocumentId } from '../document-id.ts';
import type { Audit } from './audit.ts';

/** Tells the audit log which document a request is about. Comes before whatever may refuse it. */
export function useAuditOfDocuments(registered: Documents): Plugin<object, Arrival> {
  return {
    onParams({ params, context: { record } }) {
      const id = typeof params.query === 'string' ? idOf(params.query) : documentIdIn(params);
      // Whatever else is sent for an id is the caller's own words.
      if (id !== null && isDocumentId(id)) record?.asked(id, registered.has(id));
    },
  };
}

/** Tells the audit log what is run and what is answered. Comes after whatever may change either. */
export function useAudit(audit: Audit): Plugin<Arrival, Arrival> {
  return {
    onParse: () => {
      return ({ result, context: { record, params } }) => {
        if (isDocument(result)) record?.read(result, params.operationName);
      };
    },
    onResultProcess(payload) {
      const { result } = payload;
      const { record } = payload.serverContext;
      if (record === undefined) return;
      if (!isAsyncIterable(result)) {
        for (const { errors } of [result].flat()) record.answered(errors);
        return;
      }
      audit.streaming(record);
      payload.setResult(
        mapAsyncIterator(result, (message) => {
          record.sent(message.errors);
          return message;
        }),
      );
    },
  };
}

// Null or an error when it could not be parsed.
function isDocument(parsed: unknown): parsed is DocumentNode {
  return typeof parsed === 'object' && parsed !== null && 'kind' in parsed && parsed.kind === Kind.DOCUMENT;
}
