import { abortReason } from './abort-reason.ts';
import type { Askers, Flow } from './askers.ts';

/** What is done about one that waits. */
export interface WaitingTerms {
  /** Called when somebody of an operation has come to wait for it, or gone. */
  readonly changed: (flow: Flow) => void;
  /** Called when it waits no more: first of all, whatever comes of it. */
  readonly ended: () => void;
  /** Called when it is kept waiting because the upstream is asked too often. */
  readonly slowed: () => void;
}

/** An inquiry that waits for its turn: until it is admitted or refused, or its signal aborts. */
export class Waiting<Turn> {
  readonly askers: Askers;
  readonly slowed: () => void;
  /** What it is admitted with; rejects with why it was refused, or with the signal's reason. */
  readonly turn: Promise<Turn>;
  readonly #resolve: (turn: Turn) => void;
  readonly #reject: (reason: Error) => void;
  readonly #detach: () => void;
  readonly #ended: () => void;
  #isOver = false;

  constructor(askers: Askers, signal: AbortSignal, { changed, ended, slowed }: WaitingTerms) {
    const { promise, resolve, reject } = Promise.withResolvers<Turn>();
    this.askers = askers;
    this.slowed = slowed;
    this.turn = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#ended = ended;
    const leave = () => this.refuse(abortReason(signal));
    const heedNoMore = askers.heed(changed);
    signal.addEventListener('abort', leave, { once: true });
    this.#detach = () => {
      signal.removeEventListener('abort', leave);
      heedNoMore();
    };
  }

  /** Whether it waits no more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  admit(turn: Turn): void {
    this.#end();
    this.#resolve(turn);
  }

  refuse(reason: Error): void {
    this.#end();
    this.#reject(reason);
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#detach();
    this.#ended();
  }
}
