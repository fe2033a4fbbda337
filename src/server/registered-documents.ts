import type { GraphQLParams } from 'graphql-yoga';
import type { Documents } from '../config/manifest.ts';
import type { Caller } from '../graphql/context.ts';
import { documentIdIn } from './document-id.ts';
import { forbidden, unknownDocument, unreadable, unregisteredDocument } from './refusals.ts';

/** The document a request runs. */
export interface ChosenDocument {
  readonly text: string;
  /** Of the registered document, when it was named by its id. */
  readonly id: string | null;
}

/** Decides which document a request runs. */
export type ChooseDocument = (
  params: GraphQLParams,
  caller: Pick<Caller, 'documents' | 'client'>,
  method: string | undefined,
) => ChosenDocument;

/**
 * Chooses the registered document whose id is sent, or the text that is sent if its caller may send any, or it is a
 * registered one's. Throws the refusal where there is none to choose.
 */
export function choosingAmong(registered: Documents): ChooseDocument {
  const texts = new Set(registered.values());
  return (params, { documents, client }, method) => {
    const mayRunAny = documents === 'any';
    const id = documentIdIn(params);
    if (id === null) {
      if (typeof params.query !== 'string') throw unreadable(400, `Expected a document in "query", ${OR_ITS_ID}`);
      if (!mayRunAny && !texts.has(params.query)) throw unregisteredDocument();
      // A link is enough to send a GET, and it is kept in histories and logs: not for everybody.
      if (method === 'GET' && (client === null || !mayRunAny)) {
        throw forbidden('GET with a document is for authenticated callers who may run any. Send its id, or a POST.');
      }
      return { text: params.query, id: null };
    }
    const text = registered.get(id);
    if (text === undefined) throw unknownDocument();
    if (params.query != null && params.query !== text) {
      throw unreadable(400, 'Expected the document of that id in "query", got another. Send the id alone.');
    }
    return { text, id };
  };
}

const OR_ITS_ID = 'or the id of a registered one in "documentId", got neither.';
