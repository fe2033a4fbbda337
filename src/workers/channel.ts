import { inTime } from '../lookup/shared/in-time.ts';

/** What one process may be asked, or told: by name, with what is said and what is answered. All of it is JSON. */
type Services<Of> = { readonly [Name in keyof Of]: (said: never) => unknown };

type Said<Service> = Service extends (said: infer What) => unknown ? What : never;
type Answered<Service> = Service extends (said: never) => infer What ? Awaited<What> : never;

type Item =
  | readonly ['tell', name: string, said: unknown]
  | readonly ['ask', name: string, said: unknown, id: number]
  | readonly ['done', id: number, answered: unknown]
  | readonly ['failed', id: number, message: string];

/** The other process is gone, so that nothing can be asked any more. */
export class GoneError extends Error {
  override readonly name = 'GoneError';
}

/**
 * What the primary and one of its workers say to each other. What is said in one turn of the event loop goes in one
 * message: messages cost more than what is in them.
 */
export class Channel<Theirs extends Services<Theirs>, Ours extends Services<Ours>> {
  readonly #send: (message: object) => void;
  readonly #onFault: (error: unknown) => void;
  readonly #services = new Map<string, (said: never) => unknown>();
  readonly #asked = new Map<number, PromiseWithResolvers<unknown>>();
  #batch: Item[] = [];
  #lastId = 0;
  #isClosed = false;

  /**
   * `send` is to give a message to the process at the other end, and to bear that it is gone. `onFault` hears why
   * something was not done that it was told to: nobody at the other end waits to hear it.
   */
  constructor(send: (message: object) => void, onFault: (error: unknown) => void) {
    this.#send = send;
    this.#onFault = onFault;
  }

  /** Does this whenever it is asked or told so by that name. */
  on<Name extends keyof Ours & string>(name: Name, service: (said: Said<Ours[Name]>) => unknown): void {
    this.#services.set(name, service);
  }

  tell<Name extends keyof Theirs & string>(name: Name, said: Said<Theirs[Name]>): void {
    this.#say(['tell', name, said]);
  }

  /** Rejects when there is no answer in so many milliseconds, or the other process is gone or could not answer. */
  async ask<Name extends keyof Theirs & string>(
    name: Name,
    said: Said<Theirs[Name]>,
    ms: number,
  ): Promise<Answered<Theirs[Name]>> {
    if (this.#isClosed) throw new GoneError('the other process is gone');
    const id = (this.#lastId += 1);
    const answer = Promise.withResolvers<unknown>();
    this.#asked.set(id, answer);
    this.#say(['ask', name, said, id]);
    try {
      const answered = await inTime(answer.promise, ms);
      if (isTyped<Answered<Theirs[Name]>>(answered)) return answered;
      throw new TypeError(`expected an answer to ${name}, got none`);
    } finally {
      this.#asked.delete(id);
    }
  }

  /** Takes a message that has come. What is none of a channel is left to others. */
  take(message: unknown): void {
    if (!isMessage(message)) return;
    for (const item of message.paygraph) this.#takeItem(item);
  }

  /** Fails what waits for an answer: the other process is gone. */
  close(): void {
    this.#isClosed = true;
    for (const answer of this.#asked.values()) answer.reject(new GoneError('the other process is gone'));
  }

  #say(item: Item): void {
    if (this.#isClosed) return;
    this.#batch.push(item);
    if (this.#batch.length > 1) return;
    setImmediate(() => {
      const batch = this.#batch;
      this.#batch = [];
      this.#send({ paygraph: batch });
    });
  }

  #takeItem(item: Item): void {
    switch (item[0]) {
      case 'tell':
        this.#serve(item[1], item[2]).catch(this.#onFault);
        break;
      case 'ask': {
        const [, name, said, id] = item;
        this.#serve(name, said).then(
          (answered) => this.#say(['done', id, answered ?? null]),
          (error: unknown) => this.#say(['failed', id, error instanceof Error ? error.message : 'it failed']),
        );
        break;
      }
      case 'done':
        this.#asked.get(item[1])?.resolve(item[2]);
        break;
      case 'failed':
        this.#asked.get(item[1])?.reject(new Error(item[2]));
    }
  }

  async #serve(name: string, said: unknown): Promise<unknown> {
    const service = this.#services.get(name);
    if (service === undefined) throw new Error(`nothing answers to ${name} yet`);
    if (!isTyped<never>(said)) throw new TypeError(`expected something to be said to ${name}, got nothing`);
    return await service(said);
  }
}

interface Message {
  readonly paygraph: readonly Item[];
}

function isMessage(message: unknown): message is Message {
  return typeof message === 'object' && message !== null && 'paygraph' in message && Array.isArray(message.paygraph);
}

/** Whatever is said was typed where it was said, in another process of the same program. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- a type that was checked elsewhere
function isTyped<What>(said: unknown): said is What {
  return said !== undefined;
}
