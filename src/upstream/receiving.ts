import type { Dispatcher } from 'undici';
import type { RawResponse } from '../dialects/dialect.ts';
import { abortReason } from './abort-reason.ts';
import { TransportError, transportErrorFrom } from './transport-error.ts';

type Controller = Dispatcher.DispatchController;
type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

/** Takes one response as its parts arrive. Undici's own way to a whole body is a stream for each, which costs more. */
export class Receiving implements Dispatcher.DispatchHandler {
  readonly #whole = Promise.withResolvers<RawResponse>();
  readonly #chunks: Buffer[] = [];
  #controller: Controller | null = null;
  #aborted: Error | null = null;
  #status = 0;
  #headers: RawResponse['headers'] = {};

  /** The response with its body. Rejects with `TransportError`, or why it was given up. */
  get response(): Promise<RawResponse> {
    return this.#whole.promise;
  }

  /** Gives it up. What is not sent yet, since no connection is made, is not sent when one is. */
  abort(signal: AbortSignal): void {
    this.#giveUp(abortReason(signal));
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
    this.#whole.resolve({ status: this.#status, headers: this.#headers, body: Buffer.concat(this.#chunks) });
  }

  onResponseError(_controller: Controller, error: unknown): void {
    this.#whole.reject(this.#aborted ?? transportErrorFrom(error));
  }

  #giveUp(reason: Error): void {
    this.#aborted ??= reason;
    this.#whole.reject(this.#aborted);
    this.#controller?.abort(this.#aborted);
  }
}

function listed(headers: Headers): Record<string, readonly string[]> {
  const lists: Record<string, readonly string[]> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined) lists[name.toLowerCase()] = typeof value === 'string' ? [value] : value;
  }
  return lists;
}
