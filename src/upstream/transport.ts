import { Agent, errors, request, type Dispatcher } from 'undici';
import type { RawResponse } from '../dialects/dialect.ts';
import { abortReason } from './abort-reason.ts';
import type { UpstreamLimits } from './limits.ts';

/** Why no response came, or none that could be taken whole. */
export type TransportFault = 'timeout' | 'unreachable' | 'unacceptable';

/** The exchange failed below the level of answers. The message is fit for callers. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly fault: TransportFault;
  constructor(fault: TransportFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}

/** Connections to upstreams, kept open between inquiries; one pool for each origin. */
export function createDispatcher(limits: UpstreamLimits): Dispatcher {
  return new Agent({
    connect: { timeout: limits.connectTimeoutMs },
    headersTimeout: limits.attemptTimeoutMs,
    bodyTimeout: limits.attemptTimeoutMs,
    maxResponseSize: limits.answerBytes,
    // As many connections as there are slots: accounts may share an origin, and slots are each account's own.
    pipelining: 1,
  });
}

interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends one signed request and takes the whole answer as bytes. It is not interpreted here, and redirects are not
 * followed. Rejects as soon as the signal aborts.
 */
export async function post(
  dispatcher: Dispatcher,
  url: string,
  message: Message,
  signal: AbortSignal,
): Promise<RawResponse> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const leave = () => reject(abortReason(signal));
  signal.addEventListener('abort', leave, { once: true });
  try {
    // undici heeds the signal only once it is connected; what it has not sent by then it does not send.
    return await Promise.race([exchange(dispatcher, url, message, signal), aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

async function exchange(
  dispatcher: Dispatcher,
  url: string,
  message: Message,
  signal: AbortSignal,
): Promise<RawResponse> {
  try {
    const { statusCode, headers, body } = await request(url, {
      method: 'POST',
      dispatcher,
      signal,
      // Signatures cover the bytes as sent; no evidence says whether compressed answers are signed before or after.
      headers: { ...message.headers, accept: 'application/json', 'accept-encoding': 'identity' },
      body: message.body,
    });
    const encoding = headers['content-encoding'];
    if (encoding !== undefined && String(encoding).toLowerCase() !== 'identity') {
      // Left unread, however long it is; that its end is then missing is no news.
      body.once('error', () => undefined).destroy();
      throw new TransportError('unacceptable', `expected an answer without content-encoding, got ${String(encoding)}`);
    }
    return { status: statusCode, headers: listed(headers), body: Buffer.from(await body.arrayBuffer()) };
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof TransportError ? error : described(error);
  }
}

function listed(headers: Record<string, string | string[] | undefined>): Record<string, readonly string[]> {
  const lists: Record<string, readonly string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) lists[name.toLowerCase()] = typeof value === 'string' ? [value] : value;
  }
  return lists;
}

function described(error: unknown): TransportError {
  const options = { cause: error };
  if (
    error instanceof errors.ConnectTimeoutError ||
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError
  ) {
    return new TransportError('timeout', 'no answer came in time', options);
  }
  if (error instanceof errors.ResponseExceededMaxSizeError) {
    return new TransportError('unacceptable', 'the answer is longer than the limit', options);
  }
  if (error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError) {
    return new TransportError('unacceptable', 'the answer is no HTTP, or its headers are too long', options);
  }
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  return new TransportError('unreachable', `the connection failed${code}`, options);
}
