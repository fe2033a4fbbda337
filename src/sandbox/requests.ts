import type { SandboxDialect } from './accounts.ts';
import type { Inquiry } from './upstream.ts';

/** One request that reached an upstream. */
export interface SandboxRequest {
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
}

const KEPT = 10_000;

/** What reached the upstreams since the start or the last reset: exact counts, and the latest requests one by one. */
export class Requests {
  #recent: SandboxRequest[] = [];
  readonly #counts = new Map<SandboxDialect, number>();

  record(request: SandboxRequest): void {
    this.#counts.set(request.dialect, this.count(request.dialect) + 1);
    this.#recent.push(request);
    if (this.#recent.length > 2 * KEPT) this.#recent = this.#recent.slice(-KEPT);
  }

  /** How many requests arrived, refused ones included: for one dialect, or for all. */
  count(dialect?: SandboxDialect): number {
    if (dialect !== undefined) return this.#counts.get(dialect) ?? 0;
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The latest requests in order of arrival, at least ten thousand of them when there were as many. */
  recent(dialect?: SandboxDialect): readonly SandboxRequest[] {
    return this.#recent.filter((request) => dialect === undefined || request.dialect === dialect);
  }

  /** The latest request; undefined when none arrived. */
  last(dialect?: SandboxDialect): SandboxRequest | undefined {
    return this.#recent.findLast((request) => dialect === undefined || request.dialect === dialect);
  }

  /** Forgets everything counted and kept. */
  reset(): void {
    this.#recent = [];
    this.#counts.clear();
  }
}
