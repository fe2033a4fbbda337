import { cutTo, demandOf, optionsOf, type Demand, type QueryOption } from '../../src/domain/demand.ts';
import { gatewayResult } from '../../src/domain/gateway-results.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { chooseIdentifier, type AskedReference, type Reference } from '../../src/domain/reference.ts';
import type { ResultInfo } from '../../src/domain/result.ts';
import type { AccountView, ExplainedCall, Lookup, OperationLookups } from '../../src/lookup/lookup.ts';
import { exchange, fullPayment, success, unaskedPayment } from './sample-payment.ts';

/** What the graph asked of its port. */
export interface Find {
  readonly reference: Reference;
  readonly demand: Demand;
}

export const ACCOUNTS: AccountView[] = [
  { id: 'intl', dialect: 'PAY_QUERY', isDefault: true, availability: 'AVAILABLE' },
  { id: 'antom', dialect: 'INQUIRY_PAYMENT', isDefault: true, availability: 'RECOVERING' },
  { id: 'mainland', dialect: 'TRADE_QUERY', isDefault: true, availability: 'UNAVAILABLE' },
  { id: 'mainland-2', dialect: 'TRADE_QUERY', isDefault: false, availability: 'AVAILABLE' },
];

type Answer = (reference: Reference, demand: Demand) => Partial<Lookup>;

/** The port, recording what it is asked; `answer` says how each lookup differs from a success with every field. */
export class FakeLookups implements OperationLookups {
  readonly finds: Find[] = [];
  readonly #answer: Answer;
  readonly #accounts: AccountView[];
  /** What a watch sends, one after the other. */
  updates: Partial<Lookup>[] = [{}];
  watchSignal: AbortSignal | undefined;

  constructor(answer: Answer = () => ({}), accounts: AccountView[] = ACCOUNTS) {
    this.#answer = answer;
    this.#accounts = accounts;
  }

  find(asked: AskedReference, demand: Demand): Promise<Lookup> {
    return Promise.resolve(this.#lookup(asked, demand, this.#answer));
  }

  resolve(asked: AskedReference): Reference | ResultInfo {
    const identifier = chooseIdentifier(asked);
    if ('fault' in identifier) return gatewayResult('GATEWAY_INVALID_REF', identifier.fault);
    const account = this.#accounts.find(
      ({ id, dialect, isDefault }) => dialect === asked.dialect && (asked.account ? id === asked.account : isDefault),
    );
    if (account === undefined) return gatewayResult('GATEWAY_NOT_CONFIGURED', 'no account fits');
    return { dialect: asked.dialect, account: account.id, identity: 'i', ...identifier };
  }

  async *watch(asked: AskedReference, demand: Demand, signal: AbortSignal): AsyncIterable<Lookup> {
    this.watchSignal = signal;
    for (const update of this.updates) {
      await Promise.resolve();
      yield this.#lookup(asked, demand, () => update);
    }
  }

  accounts(): AccountView[] {
    return this.#accounts;
  }

  statistics() {
    return {
      calls: this.finds.length,
      deduplicated: 1,
      retries: 2,
      callsByDialect: { TRADE_QUERY: this.finds.length },
      cacheHits: 3,
      cacheMisses: 4,
      unanswered: 0,
    };
  }

  basis(): null {
    return null;
  }

  looks(): null {
    return null;
  }

  ahead(): Promise<readonly Lookup[]> {
    return Promise.resolve([]);
  }

  explain(): readonly ExplainedCall[] {
    return this.finds.map(({ reference, demand }) => ({
      dialect: reference.dialect,
      account: reference.account,
      kind: reference.kind,
      reference: '***',
      options: optionsOf(demand),
      how: 'asked',
      code: 'SUCCESS',
      attempts: 1,
      ms: 5,
    }));
  }

  #lookup(asked: AskedReference, demand: Demand, answer: Answer): Lookup {
    const reference = this.resolve(asked);
    if (!('kind' in reference)) return { ...NOTHING, dialect: asked.dialect, result: reference };
    this.finds.push({ reference, demand });
    const options = asked.dialect === 'TRADE_QUERY' ? demand : 0;
    return {
      dialect: asked.dialect,
      account: reference.account,
      reference,
      result: success,
      payment: { ...paymentWith(options), dialect: asked.dialect },
      freshness: 'LIVE',
      asOf: exchange.respondedAt,
      exchange: { ...exchange, options },
      options,
      ...answer(reference, demand),
    };
  }
}

/** The full payment with only the optional data that was asked for. */
export function paymentWith(options: Demand): Payment {
  const has = (option: QueryOption) => cutTo(options, demandOf([option])) !== 0;
  return {
    ...unaskedPayment,
    settlement: has('TRADE_SETTLE_INFO') ? fullPayment.settlement : null,
    fundBills: has('FUND_BILL_LIST') ? fullPayment.fundBills : null,
    vouchers: has('VOUCHER_DETAIL_LIST') ? fullPayment.vouchers : null,
  };
}

/** A lookup that failed without ever having sent anything. */
const NOTHING = {
  account: null,
  reference: null,
  payment: null,
  freshness: 'NONE',
  asOf: null,
  exchange: null,
  options: 0,
} as const;

/** How a lookup that failed differs from one that did not. */
export function failing(result: ResultInfo): Partial<Lookup> {
  return { result, payment: null, freshness: 'NONE', asOf: null };
}
