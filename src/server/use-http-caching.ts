import { createHash } from 'node:crypto';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { cacheabilityOf } from '../graphql/cacheability.ts';
import type { Arrival } from './arrival.ts';

// What an upgrade of the gateway may change shows after so long.
const MAX_AGE_S = 300;

type Kept = Readonly<Record<'cache-control' | 'etag' | 'vary', string>>;

/**
 * Lets answers to GETs by the id of a registered document be kept: by anyone what is the same for everyone and was asked
 * without credentials or a rate; by its caller what has no personal data, to be asked about each time. Nothing else may be kept.
 * Where `variesByOrigin`, answers say whose pages may read them, so that each of those is to have its own.
 */
export function useHttpCaching(variesByOrigin: boolean): Plugin<Arrival, Arrival> {
  const vary = variesByOrigin ? 'Origin, Accept, Authorization' : 'Accept, Authorization';
  const kept = new WeakMap<Request, Kept>();
  return {
    onExecute({ args }) {
      const { request, caller, outcome } = args.contextValue;
      if (request.method !== 'GET' || outcome.documentId === null) return undefined;
      // What is left of a rate is said beside the data, and nobody else's business.
      const isAnyones = caller?.client === null && caller.openQuota === null;
      const control = cacheControl(args, isAnyones);
      if (control === null) return undefined;
      return {
        onExecuteDone({ result }) {
          if (isAsyncIterable(result) || result.errors !== undefined) return;
          kept.set(request, { 'cache-control': control, etag: tagOf(result.data), vary });
        },
      };
    },
    onResponse({ request, response, fetchAPI, ...payload }) {
      // Yoga allows streams to be kept.
      response.headers.set('cache-control', 'no-store');
      const headers = kept.get(request);
      if (headers === undefined || response.status !== 200) return;
      // A single answer may be asked for as a stream of events too.
      if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) return;
      for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
      if (names(request.headers.get('if-none-match'), headers.etag)) {
        payload.setResponse(new fetchAPI.Response(null, { status: 304, headers }));
      }
    },
  };
}

interface Executed {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
}

/** Null for what nobody may keep. */
function cacheControl({ schema, document }: Executed, isAnyones: boolean): string | null {
  switch (cacheabilityOf(schema, document)) {
    case 'public':
      return `${isAnyones ? 'public' : 'private'}, max-age=${MAX_AGE_S}`;
    case 'private':
      // A payment may change at any time, and this gateway knows best for how long it need not ask.
      return 'private, no-cache';
    case 'none':
      return null;
  }
}

/** A weak one: the same data comes with other extensions each time. */
function tagOf(data: unknown): string {
  return `W/"${createHash('sha256').update(JSON.stringify(data)).digest('base64url')}"`;
}

/** Whether an `If-None-Match` names the tag, a weak one or not. */
function names(header: string | null, tag: string): boolean {
  const tags = (header ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(tag.replace(/^W\//, ''));
}
