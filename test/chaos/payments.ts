import type { Dialect } from '../../src/domain/dialect.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Random } from '../lookup/oracle/random.ts';
import type { Named } from './truth/truth.ts';

/** The account of each dialect. */
export const ACCOUNTS: Readonly<Record<Dialect, string>> = {
  PAY_QUERY: 'intl',
  INQUIRY_PAYMENT: 'antom-sg',
  TRADE_QUERY: 'mainland',
};

const PREFIXES: Readonly<Record<Dialect, string>> = { PAY_QUERY: 'pq', INQUIRY_PAYMENT: 'ip', TRADE_QUERY: 'tq' };

const HOT = 5;

/**
 * The names callers ask for. One is asked for by one caller at a time, and not again for long, so that the ledger shows
 * which requests are further attempts; but for a few hot ones that everybody asks for.
 */
export class Names {
  readonly #random: Random;
  readonly #queues = new Map<Dialect, Named[]>();
  readonly #hot: Named[] = [];
  #invented = 0;

  constructor(sandbox: Sandbox, random: Random) {
    this.#random = random;
    for (const dialect of Object.keys(ACCOUNTS) as Dialect[]) {
      const named = sandbox
        .payments(dialect)
        .filter(({ about }) => about === undefined)
        .flatMap(({ paymentId, merchantReference }): Named[] => [
          { dialect, kind: 'paymentId', id: paymentId },
          { dialect, kind: 'merchantReference', id: merchantReference },
        ]);
      const shuffled = named
        .map((name) => ({ name, at: random.next() }))
        .sort((one, other) => one.at - other.at)
        .map(({ name }) => name);
      this.#hot.push(...shuffled.splice(0, HOT));
      this.#queues.set(dialect, shuffled);
    }
  }

  /** One nobody has asked for lately; now and then one there is nothing of. */
  take(dialect: Dialect): Named {
    if (this.#random.once(20)) return { dialect, kind: 'merchantReference', id: this.#invent('missing') };
    const queue = this.#queues.get(dialect) ?? [];
    const named = queue.shift();
    if (named === undefined) throw new Error(`no names of ${dialect}`);
    queue.push(named);
    return named;
  }

  /** One that everybody asks for. */
  hot(): Named {
    return this.#random.pick(this.#hot);
  }

  /** One that is paid so many seconds after it was first asked for. */
  settling(dialect: Dialect, seconds: number): Named {
    return { dialect, kind: 'merchantReference', id: this.#invent(`settling-${seconds}`) };
  }

  /** A merchant reference that only this dialect has. */
  reference(): { readonly dialect: Dialect; readonly id: string } {
    const dialect = this.#random.pick(Object.keys(ACCOUNTS) as Dialect[]);
    for (;;) {
      const { kind, id } = this.take(dialect);
      if (kind === 'merchantReference' && id.startsWith(PREFIXES[dialect])) return { dialect, id };
    }
  }

  #invent(prefix: string): string {
    this.#invented += 1;
    return `${prefix}-${this.#random.int(1, 1e9)}x${this.#invented}`;
  }
}
