import type { Plugin } from 'graphql-yoga';
import type { Arrival } from './arrival.ts';

const ACCEPTABLE = 'application/graphql-response+json, application/json, text/event-stream, multipart/mixed';

/** Tells whoever accepts nothing we have what there is; yoga tells it once for each type they named. */
export function useNotAcceptable(): Plugin<Arrival, Arrival> {
  return {
    onResponse({ response }) {
      if (response.status === 406) response.headers.set('accept', ACCEPTABLE);
    },
  };
}
