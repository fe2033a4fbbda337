import type { SandboxDialect } from './accounts.ts';
import type { Inquiry } from './upstream.ts';

/** One request that reached an upstream. */
export interface SandboxRequest {
  readonly account: string;
  readonly dialect: SandboxDialect;
  /** When it arrived, by the sandbox's clock. */
  readonly at: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body as received. */
  readonly body: string;
  /** What was asked; absent when the request was refused. */
  readonly inquiry?: Inquiry;
  /** The code it was refused with; absent when it was well formed and well signed. */
  readonly refusedWith?: string;
  /** Absent as long as it was not answered, and when it was refused. */
  readonly answer?: SandboxAnswer;
}

/** What an inquiry was answered, faults of the transport apart. */
export interface SandboxAnswer {
  /** When what it says was true, by the sandbox's clock. */
  readonly at: number;
  /** The result code; SUCCESS comes with a payment. */
  readonly code: string;
  /** The names of the faults that befell it. */
  readonly faults: readonly string[];
  /** The numbers of the rules that did so; none for the faults of an identifier. */
  readonly rules: readonly number[];
}

/** What reached the upstreams since the start or the last reset: exact counts, and the latest requests one by one. */
export class Requests {
  readonly #kept: number;
  readonly #recent: Noted[] = [];
  readonly #counts = new Map<string, { readonly dialect: SandboxDialect; count: number }>();

  /** Keeps at least the latest `kept` requests. */
  constructor(kept: number) {
    this.#kept = kept;
  }

  /** Counts and keeps a request. What is returned is to be called with its answer. */
  record(request: Omit<SandboxRequest, 'answer'>): (answer: SandboxAnswer) => void {
    const noted: Noted = { ...request };
    const counted = this.#counts.get(request.account);
    if (counted === undefined) this.#counts.set(request.account, { dialect: request.dialect, count: 1 });
    else counted.count += 1;
    this.#recent.push(noted);
    if (this.#recent.length > 2 * this.#kept) this.#recent.splice(0, this.#recent.length - this.#kept);
    return (answer) => {
      noted.answer = answer;
    };
  }

  /** How many requests arrived, refused ones included: for one dialect, or for all. */
  count(dialect?: SandboxDialect): number {
    return [...this.#counts.values()]
      .filter((counted) => dialect === undefined || counted.dialect === dialect)
      .reduce((sum, { count }) => sum + count, 0);
  }

  /** How many requests arrived for each account that got any. */
  countByAccount(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].map(([account, { count }]) => [account, count]));
  }

  /** The latest requests in order of arrival, at least ten thousand of them, or what was asked for, if there were. */
  recent(dialect?: SandboxDialect): readonly SandboxRequest[] {
    return this.#recent.filter((request) => dialect === undefined || request.dialect === dialect);
  }

  /** The latest request; undefined when none arrived. */
  last(dialect?: SandboxDialect): SandboxRequest | undefined {
    return this.#recent.findLast((request) => dialect === undefined || request.dialect === dialect);
  }

  /** Forgets everything counted and kept. */
  reset(): void {
    this.#recent.length = 0;
    this.#counts.clear();
  }
}

type Noted = Omit<SandboxRequest, 'answer'> & { answer?: SandboxAnswer };
