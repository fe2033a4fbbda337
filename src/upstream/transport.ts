import { Agent, type Dispatcher } from 'undici';
import type { RawResponse } from '../dialects/dialect.ts';
import { abortReason } from './abort-reason.ts';
import type { Leave } from './deadline.ts';
import type { UpstreamLimits } from './limits.ts';
import { Receiving } from './receiving.ts';

/** Connections to upstreams, kept open between inquiries; one pool for each origin. */
export function createDispatcher(limits: UpstreamLimits): Dispatcher {
  return new Agent({
    connect: { timeout: limits.connectTimeoutMs },
    headersTimeout: limits.attemptTimeoutMs,
    bodyTimeout: limits.attemptTimeoutMs,
    maxResponseSize: limits.answerBytes,
    // As many connections as there are slots: accounts may share an origin, and slots are each account's own.
    pipelining: 1,
    // Most servers choose HTTP/2 where it is offered; with undici 8.12 a request given up over it may block the process for good.
    allowH2: false,
  });
}

interface Place {
  readonly origin: string;
  readonly path: string;
}

interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends one signed request and takes the whole answer as bytes. It is not interpreted here, and redirects are not
 * followed. Rejects as soon as `leave` aborts.
 */
export function post(
  dispatcher: Dispatcher,
  { origin, path }: Place,
  { headers, body }: Message,
  leave: Leave,
): Promise<RawResponse> {
  if (leave.aborted) return Promise.reject(abortReason(leave));
  const receiving = new Receiving(leave);
  dispatcher.dispatch(
    {
      origin,
      path,
      method: 'POST',
      // Signatures cover the bytes as sent; no evidence says whether compressed answers are signed before or after.
      headers: { ...headers, accept: 'application/json', 'accept-encoding': 'identity' },
      body,
    },
    receiving,
  );
  return receiving.response;
}
