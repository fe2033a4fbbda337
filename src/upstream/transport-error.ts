import { errors } from 'undici';

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

/** What undici found, in words for callers. */
export function transportErrorFrom(error: unknown): TransportError {
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
