import type { IncomingMessage } from 'node:http';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import type { Arrival } from './arrival.ts';
import { parsedJson, type RequestBody } from './body.ts';
import { isJson } from './media-type.ts';
import { unauthenticated, unreadable } from './refusals.ts';

/** Reads GraphQL requests: JSON by POST, or a GET's parameters, and nothing else. A refused request is not read. */
export function useRequestReading(): Plugin<object, Arrival> {
  return {
    onRequestParse({ request, serverContext, setRequestParser }) {
      const { req, body, caller, refusal } = serverContext;
      if (refusal !== undefined || caller === undefined) throw refusal ?? unauthenticated();
      const { bodyBytes } = caller.limits;
      // Takes the place of yoga's own parsers, forms and multipart among them.
      if (request.method === 'POST') setRequestParser(() => fromPost(req, body, bodyBytes));
      if (request.method === 'GET') setRequestParser(() => fromGet(new URL(request.url).searchParams));
    },
  };
}

async function fromPost(request: IncomingMessage, body: RequestBody, bodyBytes: number): Promise<GraphQLParams> {
  const { 'content-type': type, 'content-encoding': encoding = 'identity' } = request.headers;
  if (!isJson(type)) throw unreadable(415, 'Expected content-type: application/json, got another or none.');
  if (encoding !== 'identity') throw unreadable(415, 'Expected a body without content-encoding, got one with it.');
  return parameters(await body.json(bodyBytes));
}

function fromGet(query: URLSearchParams): GraphQLParams {
  const text = (name: string) => query.get(name) ?? undefined;
  const json = (name: string) => {
    const value = query.get(name);
    return value === null || value === '' ? undefined : parsedJson(name, value);
  };
  return parameters({
    documentId: text('documentId'),
    query: text('query'),
    operationName: text('operationName'),
    variables: json('variables'),
    extensions: json('extensions'),
  });
}

// Which document it is, useRegisteredDocuments finds out; the other parameters' types are checked by yoga.
function parameters(value: unknown): GraphQLParams {
  if (Array.isArray(value)) throw unreadable(400, 'Expected one operation, got a list. Send them one by one.');
  if (typeof value === 'object' && value !== null) return value;
  throw unreadable(400, 'Expected a map with "query" or "documentId", got something else.');
}
