import type { IncomingMessage } from 'node:http';
import { bodyLimit, unreadable } from './refusals.ts';

/** The whole body as text, unless it is longer than the limit, of which no more is kept than the limit. */
export async function readBody(request: IncomingMessage, limit: number): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw bodyLimit(limit);
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop must not close the connection: the refusal is still to be sent over it.
  for await (const chunk of bytesOf(request)) {
    size += chunk.length;
    if (size > limit) throw bodyLimit(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString('utf8');
}

async function* bytesOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      if (Buffer.isBuffer(chunk)) yield chunk;
    }
  } catch {
    // The only way a request's stream fails: nobody is left to read this.
    throw unreadable(400, 'Expected a whole body, got a part of one.');
  }
}
