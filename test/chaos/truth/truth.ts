import type { Dialect } from '../../../src/domain/dialect.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import type { Facts, Shown } from './facts.ts';
import { inquiryPayment } from './inquiry-payment.ts';
import { payQuery } from './pay-query.ts';
import { tradeQuery } from './trade-query.ts';

// Read from the sandbox's facts by tables of their own: what the gateway reads wrongly is not read wrongly here as well.

const SHOWN: Readonly<Record<Dialect, (facts: Facts) => Shown>> = {
  PAY_QUERY: payQuery,
  INQUIRY_PAYMENT: inquiryPayment,
  TRADE_QUERY: tradeQuery,
};

/** What names a payment. */
export interface Named {
  readonly dialect: Dialect;
  readonly kind: 'paymentId' | 'merchantReference';
  readonly id: string;
}

/** What the graph must show: the payment, or the code of the result that says why there is none. */
export type Truth = { readonly shown: Shown } | { readonly code: string };

/** What is true of it at that moment. */
export function truthOf(sandbox: Sandbox, { dialect, kind, id }: Named, at: number): Truth {
  const outcome = sandbox.truth(dialect, kind, id, at);
  return 'facts' in outcome ? { shown: SHOWN[dialect](inWords(outcome.facts)) } : { code: outcome.code };
}

/** The facts as they are written, numbers digit by digit. */
function inWords(facts: object): Facts {
  const reviver = (_name: string, value: unknown, { source }: { readonly source?: string }) =>
    typeof value === 'number' ? source : value;
  return JSON.parse(JSON.stringify(facts), reviver as Parameters<typeof JSON.parse>[1]) as Facts;
}
