import type { IncomingMessage } from 'node:http';

const LINGER_MS = 1_000;

/**
 * Closes the connection when a request was answered before it was read and its sender does not come to an end. Not at
 * once: whoever still sends would lose the answer with the connection. To be called when the answer is sent.
 */
export function closeUnread(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  const timer = setTimeout(() => request.socket.destroy(), LINGER_MS);
  request.once('end', () => clearTimeout(timer));
  request.once('close', () => clearTimeout(timer));
  request.resume();
}
