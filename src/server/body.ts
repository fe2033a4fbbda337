import type { IncomingMessage } from 'node:http';
import { bodyLimit, unreadable } from './refusals.ts';

/** A request's body, read once, by whoever asks first. */
export class RequestBody {
  readonly #request: IncomingMessage;
  #text: Promise<string> | null = null;
  #json: Promise<unknown> | null = null;

  constructor(request: IncomingMessage) {
    this.#request = request;
  }

  /** All of it, unless it is longer than the limit, of which no more is kept than the limit. */
  text(limit: number): Promise<string> {
    this.#text ??= readBody(this.#request, limit);
    return this.#text;
  }

  /** The JSON it is, parsed once. */
  json(limit: number): Promise<unknown> {
    this.#json ??= this.text(limit).then((text) => parsedJson('the body', text));
    return this.#json;
  }
}

/** The JSON a text is. Throws the refusal of one that is none, which says where it stood. */
export function parsedJson(where: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(400, `Expected JSON in ${where}, got something else.`);
  }
}

function readBody(request: IncomingMessage, limit: number): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.reject(bodyLimit(limit));
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const chunks: Buffer[] = [];
  let size = 0;
  const take = (chunk: Buffer): void => {
    size += chunk.length;
    if (size <= limit) {
      chunks.push(chunk);
      return;
    }
    // The connection stays open: the refusal is still to be sent over it.
    request.off('data', take).pause();
    chunks.length = 0;
    reject(bodyLimit(limit));
  };
  // The only way a request's stream fails: nobody is left to read this.
  const leave = () => {
    if (!request.complete) reject(unreadable(400, 'Expected a whole body, got a part of one.'));
  };
  request
    .on('data', take)
    .on('end', () => resolve(textOf(chunks, size)))
    .on('error', leave)
    .on('close', leave);
  return promise;
}

/** Most bodies come in one piece. */
function textOf(chunks: readonly Buffer[], size: number): string {
  const [only] = chunks;
  return (only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks, size)).toString('utf8');
}
