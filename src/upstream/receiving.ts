import type { Dispatcher } from 'undici';
import type { RawResponse } from '../dialects/dialect.ts';
import { abortReason } from './abort-reason.ts';
import type { Leave } from './deadline.ts';
import { TransportError, transportErrorFrom } from './transport-error.ts';

type Controller = Dispatcher.DispatchController;
type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

/** Takes one response as its parts arrive. Undici's own way to a whole body is a stream for each, which costs more. */
export class Receiving implements Dispatcher.DispatchHandler {
  readonly #whole = Promise.withResolvers<RawResponse>();
  readonly #chunks: Buffer[] = [];
  readonly #leave: Leave;
  readonly #heed = () => this.#giveUp(abortReason(this.#leave));
  #controller: Controller | null = null;
  #aborted: Error | null = null;
  #status = 0;
  #headers: RawResponse['headers'] = {};

  /** Is given up as soon as this aborts: what is not sent yet then, since no connection is made, is not sent when one is. */
  constructor(leave: Leave) {
    this.#leave = leave;
    leave.addEventListener('abort', this.#heed);
  }

  /** The response with its body. Rejects with `TransportError`, or why it was given up. */
  get response(): Promise<RawResponse> {
    return this.#whole.promise;
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#aborted !== null) controller.abort(this.#aborted);
  }

  onResponseStart(_controller: Controller, status: number, headers: Headers): void {
    // Informational; the response comes after it.
    if (status < 200) return;
    const encoding = headers['content-encoding'];
    if (encoding !== undefined && String(encoding).toLowerCase() !== 'identity') {
      // Left unread, however long it is.
      const reason = `expected an answer without content-encoding, got ${String(encoding)}`;
      this.#giveUp(new TransportError('unacceptable', reason));
      return;
    }
    this.#status = status;
    this.#headers = listed(headers);
  }

  onResponseData(_controller: Controller, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#leave.removeEventListener('abort', this.#heed);
    this.#whole.resolve({ status: this.#status, headers: this.#headers, body: whole(this.#chunks) });
  }

  onResponseError(_controller: Controller, error: unknown): void {
    this.#leave.removeEventListener('abort', this.#heed);
    this.#whole.reject(this.#aborted ?? transportErrorFrom(error));
  }

  #giveUp(reason: Error): void {
    this.#leave.removeEventListener('abort', this.#heed);
    this.#aborted ??= reason;
    this.#whole.reject(this.#aborted);
    this.#controller?.abort(this.#aborted);
  }
}

/** The bytes of all; most answers come in one piece, which is ours alone. */
function whole(chunks: readonly Buffer[]): Buffer {
  const [only] = chunks;
  return only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks);
}

function listed(headers: Headers): Record<string, readonly string[]> {
  const lists: Record<string, readonly string[]> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined) lists[name.toLowerCase()] = typeof value === 'string' ? [value] : value;
  }
  return lists;
}
