/** One tab GraphiQL opens with. */
export interface ExampleTab {
  readonly query: string;
  readonly variables: string;
  readonly headers?: string;
}

/** Whose payments the examples ask for. */
export type ExamplePayments = 'sandbox' | 'placeholders';

/** A working example for each audience. */
export function exampleTabs(payments: ExamplePayments): readonly ExampleTab[] {
  const { order, settling, shop, refs } = payments === 'sandbox' ? SANDBOX : PLACEHOLDERS;
  const tabs = [
    { query: ORDER_PAYMENT, variables: { ref: order } },
    { query: WATCH_PAYMENT, variables: { ref: settling } },
    { query: RECONCILE, variables: { refs } },
    { query: WHERE_IS, variables: { reference: order.merchantReference } },
    { query: PAYMENT_STATE, variables: { ref: shop } },
  ];
  const headers = JSON.stringify({ Authorization: 'Bearer your-key' });
  return tabs.map(({ query, variables }) => ({
    query: query.trimStart(),
    variables: JSON.stringify(variables, null, 2),
    ...(payments === 'placeholders' && { headers }),
  }));
}

const SANDBOX = {
  order: { dialect: 'INQUIRY_PAYMENT', merchantReference: 'partly-refunded' },
  settling: { dialect: 'INQUIRY_PAYMENT', merchantReference: 'settling-20' },
  shop: { dialect: 'TRADE_QUERY', paymentId: '2013112011001004330000121536' },
  refs: [
    { dialect: 'PAY_QUERY', paymentId: '2015032412007101547201355678' },
    { dialect: 'INQUIRY_PAYMENT', merchantReference: 'pay_1089760038715669_10277574507XXXX' },
    { dialect: 'TRADE_QUERY', paymentId: '2013112011001004330000121536' },
    { dialect: 'INQUIRY_PAYMENT', merchantReference: 'fully-refunded' },
    { dialect: 'INQUIRY_PAYMENT', merchantReference: 'missing' },
  ],
};

const PLACEHOLDERS = {
  order: { dialect: 'INQUIRY_PAYMENT', merchantReference: 'your-payment-request-id' },
  settling: { dialect: 'INQUIRY_PAYMENT', merchantReference: 'your-payment-request-id' },
  shop: { dialect: 'TRADE_QUERY', paymentId: 'alipay-trade-no' },
  refs: [
    { dialect: 'PAY_QUERY', paymentId: 'alipay-acquirement-id' },
    { dialect: 'INQUIRY_PAYMENT', merchantReference: 'your-payment-request-id' },
    { dialect: 'TRADE_QUERY', merchantReference: 'your-out-trade-no' },
  ],
};

const ORDER_PAYMENT = `
# Frontend: the order page, in one round trip.
query OrderPayment($ref: PaymentRef!) {
  payment(ref: $ref) {
    result { status action advice }
    payment {
      id
      status
      isFinal
      amount { amount currency }
      refundedAmount { amount currency }
      completedAt
      transactions(types: [REFUND], first: 5) {
        totalCount
        nodes { status amount { amount currency } occurredAt }
      }
    }
  }
}
`;

const WATCH_PAYMENT = `
# Frontend: live, until the payment settles. This one does so twenty seconds after it was first asked for.
subscription WatchPayment($ref: PaymentRef!) {
  paymentUpdates(ref: $ref) {
    asOf
    result { status code }
    payment { status isFinal completedAt }
  }
}
`;

const RECONCILE = `
# BI: up to 200 references in, totals and one item each out. An item that fails never fails the others.
query Reconcile($refs: [PaymentRef!]!) {
  payments(refs: $refs) {
    totals { currency status count amount { amount } }
    items {
      dialect
      paymentId
      merchantReference
      result { status code action advice }
      payment {
        status
        statusRaw
        amount { amount currency raw }
        completedAt
        fundBills { channel amount { amount } }
        settlement { grossAmount { amount currency } }
      }
    }
  }
}
`;

const WHERE_IS = `
# BI: one of your references, in whichever API it was paid.
query WhereIs($reference: String!) {
  paymentsByReference(merchantReference: $reference) {
    items {
      dialect
      result { code }
      payment { paymentId status amount { amount currency } }
    }
  }
}
`;

const PAYMENT_STATE = `
# Mobile: nothing but what the screen shows.
query PaymentState($ref: PaymentRef!) {
  payment(ref: $ref) {
    result { action }
    payment { status isFinal amount { amount currency } }
  }
}
`;
