import { ACCOUNTS } from './payments.ts';
import type { Item, Observations, Row } from './observation.ts';
import type { Named } from './truth/truth.ts';

/** How an operation is asked: by whom, how fresh its answers are to be, and in what time. */
export interface Terms {
  readonly key: string;
  /** The oldest answer that will do, in whole seconds; null for whatever stands. */
  readonly maxAge: number | null;
  /** Less than the gateway's own, or null for that. */
  readonly timeoutMs: number | null;
}

/** One operation to send. */
export interface Sending {
  readonly kind: string;
  readonly query: string;
  readonly variables: object;
  readonly terms: Terms;
}

/** An error of the graph. */
export interface GraphFault {
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string };
}

/** What came back, and when. */
export interface Came<Data> {
  readonly data: Data;
  readonly errors: readonly GraphFault[];
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** A caller's side of HTTP: sends operations and takes down what came of them. */
export class Client {
  readonly #url: string;
  readonly #deadlineMs: number;
  readonly #seen: Observations;

  constructor(url: string, deadlineMs: number, seen: Observations) {
    this.#url = url;
    this.#deadlineMs = deadlineMs;
    this.#seen = seen;
  }

  get seen(): Observations {
    return this.#seen;
  }

  /** Null when there is no answer worth the name, which is taken down as a fault. */
  async ask<Data>({ kind, query, variables, terms }: Sending): Promise<Came<Data> | null> {
    const [sentAt, begun] = [Date.now(), performance.now()];
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: headersOf(terms),
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors = [] } = (await response.json()) as { data?: Data } & Partial<Came<Data>>;
      const deadlineMs = terms.timeoutMs ?? this.#deadlineMs;
      this.#seen.operations.push({ kind, ms: performance.now() - begun, deadlineMs });
      if (data != null) return { data, errors, sentAt, answeredAt: Date.now() };
      this.#seen.faults.push(`${kind}: HTTP ${response.status} ${JSON.stringify(errors)}`);
    } catch (error) {
      this.#seen.faults.push(`${kind}: ${String(error)}`);
    }
    return null;
  }

  /** The text of each message of a subscription, as it comes. Rejects when the stream breaks. */
  async *listen(query: string, variables: object, terms: Terms, signal: AbortSignal): AsyncGenerator<string> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { ...headersOf(terms), accept: 'text/event-stream' },
      body: JSON.stringify({ query, variables }),
      signal,
    });
    if (response.body === null) throw new Error(`HTTP ${response.status} without a body`);
    let text = '';
    const decoder = new TextDecoder();
    for await (const piece of response.body) {
      text += decoder.decode(piece, { stream: true });
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        yield text.slice(0, end);
        text = text.slice(end + 2);
      }
    }
  }
}

function headersOf({ key, maxAge, timeoutMs }: Terms): Record<string, string> {
  return {
    'content-type': 'application/json',
    authorization: `Bearer ${key}`,
    ...(maxAge === null ? {} : { 'cache-control': maxAge === 0 ? 'no-cache' : `max-age=${maxAge}` }),
    ...(timeoutMs === null ? {} : { 'x-timeout-ms': String(timeoutMs) }),
  };
}

/** The row an item makes that stands at this path. */
export function rowOf(
  named: Named,
  item: Item,
  { maxAge }: Terms,
  { sentAt, answeredAt, errors }: Omit<Came<unknown>, 'data'>,
  path: readonly (string | number)[],
): Row {
  const maxAgeMs = maxAge === null ? null : maxAge * 1_000;
  const place = [...path, 'payment'];
  const withheld = errors
    .filter((error) => place.every((step, at) => error.path?.[at] === step))
    .map((error) => ({ name: String(error.path?.[place.length]), code: error.extensions?.code ?? 'none' }));
  return { ...named, account: ACCOUNTS[named.dialect], maxAgeMs, sentAt, answeredAt, item, withheld };
}
