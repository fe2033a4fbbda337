/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** The upstream query API that holds a payment. */
export type Dialect =
  /** `inquiryPayment`, AMS: cross-border cashier and auto-debit payments. */
  | 'INQUIRY_PAYMENT'
  /** `alipay.intl.acquiring.cashier.payQuery`: the older international envelope. */
  | 'PAY_QUERY'
  /** `alipay.trade.query`, OpenAPI v3: mainland China, always CNY. */
  | 'TRADE_QUERY';

/**
 * Names one payment. Give either identifier; when both are given `paymentId` is
 * used and `merchantReference` is not sent, which is the rule of all three APIs.
 * With neither, the item's `result` says so; other items are not affected.
 * After a timeout or an unknown answer from *pay*, only `merchantReference` is known
 * to work. A refund's own request id never works.
 */
export type PaymentRef = {
  /** Which configured account to ask under. The dialect's default account when empty. */
  account?: string | null | undefined;
  /** The API to ask. */
  dialect: Dialect;
  /** Your identifier: `merchantTransId`, `paymentRequestId` or `out_trade_no`. At most 64 characters. */
  merchantReference?: string | null | undefined;
  /** Alipay's identifier: `acquirementId`, `paymentId` or `trade_no`. At most 64 characters. */
  paymentId?: string | null | undefined;
};

/**
 * Where a payment or a transaction stands. Values no dialect documents become
 * `UNKNOWN`; `statusRaw` has the original.
 */
export type PaymentStatus =
  /** `CANCELLED`. */
  | 'CANCELLED'
  /** `TRADE_CLOSED`: never paid in time, or refunded in full. `wasPaid` tells which. */
  | 'CLOSED'
  /** `FAIL`. */
  | 'FAILED'
  /** Started, not ended: `PROCESSING`, `PENDING`, `WAIT_BUYER_PAY`. */
  | 'PENDING'
  /** Paid: `PAY_SUCCESS`, `SUCCESS`, `TRADE_SUCCESS`; and `TRADE_FINISHED`, paid and past refunding. */
  | 'SUCCEEDED'
  /** Not reported, or a value this gateway does not know. Treated as not final. */
  | 'UNKNOWN';

/**
 * Extra data `TRADE_QUERY` returns only when asked. You rarely need this: selecting
 * the fields is enough. Other dialects ignore it.
 */
export type QueryOption =
  /** `fund_bill_list`, read by `Payment.fundBills`. */
  | 'FUND_BILL_LIST'
  /** `trade_settle_info`, read by `Settlement.details` and `Settlement.unsettledAmount`. */
  | 'TRADE_SETTLE_INFO'
  /** `voucher_detail_list`, read by `Payment.vouchers`. */
  | 'VOUCHER_DETAIL_LIST';

/** What the caller should do about a result. */
export type RecommendedAction =
  /** No such payment: check the identifier and the dialect. */
  | 'CHECK_IDENTIFIER'
  /** The payer must complete identity verification. */
  | 'COMPLETE_KYC'
  /** Not listed, or failed for good: ask Alipay. */
  | 'CONTACT_SUPPORT'
  /** Something in the reference is malformed: correct it. */
  | 'CORRECT_REQUEST'
  /** Keys, client id, rights or routes are wrong: tell whoever runs the gateway. */
  | 'FIX_CONFIGURATION'
  /** Nothing: it worked. */
  | 'NONE'
  /** Send the same inquiry again. */
  | 'RETRY'
  /** Send it again, but wait first: too many requests. */
  | 'RETRY_LATER';

/** The outcome of a call. */
export type ResultStatus =
  /** `F`: it failed. */
  | 'FAILURE'
  /** `S`: it succeeded. */
  | 'SUCCESS'
  /** `U`: nobody knows yet. Ask again with the same reference. */
  | 'UNKNOWN';

export type AgainQueryVariables = Exact<{
  id: string;
}>;


export type AgainQuery = { node:
    | { status: PaymentStatus, isFinal: boolean }
    | Record<PropertyKey, never>
   | null };

export type KnownCodesQueryVariables = Exact<{ [key: string]: never; }>;


export type KnownCodesQuery = { resultCodes: Array<{ dialect: Dialect | null, code: string, codeId: string | null, status: ResultStatus, retryable: boolean, action: RecommendedAction, advice: string }> };

export type OrderPaymentQueryVariables = Exact<{
  ref: PaymentRef;
}>;


export type OrderPaymentQuery = { payment: { result: { status: ResultStatus, action: RecommendedAction, advice: string }, payment: { id: string, status: PaymentStatus, isFinal: boolean, completedAt: string | null, amount: { amount: string, currency: string } | null, refundedAmount: { amount: string } | null, redirect: { url: string, method: string, parameters: unknown } | null, transactions: { totalCount: number, nodes: Array<{ id: string, status: PaymentStatus, occurredAt: string | null, amount: { amount: string }, result: { code: string } }> } | null } | null } };

export type PaymentSettlingSubscriptionVariables = Exact<{
  ref: PaymentRef;
}>;


export type PaymentSettlingSubscription = { paymentUpdates: { result: { status: ResultStatus, retryable: boolean }, payment: { id: string, status: PaymentStatus, isFinal: boolean, outcome: { code: string, message: string | null } | null } | null } };

export type ReconcileQueryVariables = Exact<{
  refs: Array<PaymentRef> | PaymentRef;
}>;


export type ReconcileQuery = { payments: { totals: Array<{ currency: string, status: PaymentStatus, count: number, amount: { amount: string } }>, items: Array<{ dialect: Dialect, paymentId: string | null, merchantReference: string | null, result: { code: string, status: ResultStatus, retryable: boolean, action: RecommendedAction }, payment: { id: string, paymentId: string | null, merchantReference: string | null, status: PaymentStatus, statusRaw: string | null, completedAt: string | null, amount: { currency: string, minor: string, raw: string | null } | null, breakdown: { received: { amount: string } | null, merchantDiscount: { amount: string } | null, platformDiscount: { amount: string } | null } | null, settlement: { grossAmount: { amount: string, currency: string } | null, quote: { currencyPair: string | null, price: string | null } | null, details: Array<{ type: string | null, occurredAt: string | null, amount: { amount: string } | null }> | null } | null, fundBills: Array<{ channel: string, amount: { amount: string }, realAmount: { amount: string } | null }> | null, vouchers: Array<{ name: string | null, amount: { amount: string } | null, merchantContribution: { amount: string } | null }> | null } | null, exchange: { requestId: string | null, respondedAt: string | null, cached: boolean, queryOptions: Array<QueryOption> } | null }> } };

export type ScreenQueryVariables = Exact<{
  ref: PaymentRef;
  details: boolean;
}>;


export type ScreenQuery = { payment: { payment: { status: PaymentStatus } & { fundBills?: Array<{ channel: string, amount: { amount: string } }> | null, vouchers?: Array<{ name: string | null, amount: { amount: string } | null }> | null } | null } };

export type DetailsFragment = { fundBills: Array<{ channel: string, amount: { amount: string } }> | null, vouchers: Array<{ name: string | null, amount: { amount: string } | null }> | null };

export type TinyQueryVariables = Exact<{
  ref: PaymentRef;
}>;


export type TinyQuery = { payment: { result: { action: RecommendedAction }, payment: { status: PaymentStatus, isFinal: boolean, amount: { amount: string, currency: string } | null } | null } };

export type WhereIsQueryVariables = Exact<{
  reference: string;
}>;


export type WhereIsQuery = { paymentsByReference: { items: Array<{ dialect: Dialect, result: { code: string }, payment: { id: string, paymentId: string | null, status: PaymentStatus, amount: { amount: string, currency: string } | null } | null }> } };

export const DetailsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Details"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Payment"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fundBills"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"vouchers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]} as unknown as DocumentNode<DetailsFragment, unknown>;
export const AgainDocument = {"__meta__":{"hash":"sha256:6db588bcf9cb35b6dfc5ad5076d168a00bbece80c9c7d171d89ba23ae147550d"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Again"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Payment"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"isFinal"}}]}}]}}]}}]} as unknown as DocumentNode<AgainQuery, AgainQueryVariables>;
export const KnownCodesDocument = {"__meta__":{"hash":"sha256:2a29ffba2f8e1b88b43ee700a2d3a5cfe037f2ef1bedaa5e130845ce0fd8c0cb"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"KnownCodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resultCodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"dialect"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"codeId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"advice"}}]}}]}}]} as unknown as DocumentNode<KnownCodesQuery, KnownCodesQueryVariables>;
export const OrderPaymentDocument = {"__meta__":{"hash":"sha256:6a7046ef2415618d393f03caba957cee9fbe2078fffaab39d5c2d1e3052fbac4"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OrderPayment"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ref"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PaymentRef"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"payment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ref"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ref"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"result"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"advice"}}]}},{"kind":"Field","name":{"kind":"Name","value":"payment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"isFinal"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}},{"kind":"Field","name":{"kind":"Name","value":"refundedAmount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"completedAt"}},{"kind":"Field","name":{"kind":"Name","value":"redirect"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"}}]}},{"kind":"Field","name":{"kind":"Name","value":"transactions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"types"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"REFUND"}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"result"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<OrderPaymentQuery, OrderPaymentQueryVariables>;
export const PaymentSettlingDocument = {"__meta__":{"hash":"sha256:49bd02408f010c1bb606cde3b5c77ad294cb542f8c8a56708e9a99a58d869edc"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"PaymentSettling"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ref"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PaymentRef"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"paymentUpdates"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ref"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ref"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"result"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"Field","name":{"kind":"Name","value":"payment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"isFinal"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}}]} as unknown as DocumentNode<PaymentSettlingSubscription, PaymentSettlingSubscriptionVariables>;
export const ReconcileDocument = {"__meta__":{"hash":"sha256:6d614a48523f8f82fa9fb399620f679cb642a91815c63bb1640d4edb493be4cc"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Reconcile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"refs"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PaymentRef"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"payments"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"refs"},"value":{"kind":"Variable","name":{"kind":"Name","value":"refs"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"currency"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"items"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"dialect"}},{"kind":"Field","name":{"kind":"Name","value":"paymentId"}},{"kind":"Field","name":{"kind":"Name","value":"merchantReference"}},{"kind":"Field","name":{"kind":"Name","value":"result"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"action"}}]}},{"kind":"Field","name":{"kind":"Name","value":"payment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"paymentId"}},{"kind":"Field","name":{"kind":"Name","value":"merchantReference"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusRaw"}},{"kind":"Field","name":{"kind":"Name","value":"completedAt"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"currency"}},{"kind":"Field","name":{"kind":"Name","value":"minor"}},{"kind":"Field","name":{"kind":"Name","value":"raw"}}]}},{"kind":"Field","name":{"kind":"Name","value":"breakdown"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"received"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"merchantDiscount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"platformDiscount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"settlement"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"grossAmount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}},{"kind":"Field","name":{"kind":"Name","value":"quote"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"currencyPair"}},{"kind":"Field","name":{"kind":"Name","value":"price"}}]}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"fundBills"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"realAmount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"vouchers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"merchantContribution"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"exchange"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestId"}},{"kind":"Field","name":{"kind":"Name","value":"respondedAt"}},{"kind":"Field","name":{"kind":"Name","value":"cached"}},{"kind":"Field","name":{"kind":"Name","value":"queryOptions"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ReconcileQuery, ReconcileQueryVariables>;
export const ScreenDocument = {"__meta__":{"hash":"sha256:4e59bfe3a9901affe0aa8d74b20cce2b9929c5aa939756e90e1efa81a5966118"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Screen"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ref"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PaymentRef"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"details"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"payment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ref"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ref"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"payment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Details"},"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"details"}}}]}]}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Details"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Payment"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fundBills"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"vouchers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]} as unknown as DocumentNode<ScreenQuery, ScreenQueryVariables>;
export const TinyDocument = {"__meta__":{"hash":"sha256:2fc661fd16b9cb08a9b8a7a9eb0808b269d4c6b70c5098ec81113663f18e003c"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Tiny"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ref"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PaymentRef"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"payment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ref"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ref"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"result"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"action"}}]}},{"kind":"Field","name":{"kind":"Name","value":"payment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"isFinal"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}}]}}]}}]} as unknown as DocumentNode<TinyQuery, TinyQueryVariables>;
export const WhereIsDocument = {"__meta__":{"hash":"sha256:774798f6c402659b7ba3a7d0bed8d1ddae7dfe84d4824ab3827ea991c2d612f6"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WhereIs"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"reference"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"paymentsByReference"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"merchantReference"},"value":{"kind":"Variable","name":{"kind":"Name","value":"reference"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"items"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"dialect"}},{"kind":"Field","name":{"kind":"Name","value":"result"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"payment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"paymentId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<WhereIsQuery, WhereIsQueryVariables>;