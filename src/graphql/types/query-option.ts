import type { QueryOption as QueryOptionName } from '../../domain/demand.ts';
import { builder } from '../builder.ts';

/** Extra data that may be asked for. */
export const QueryOption = builder.enumType('QueryOption', {
  description:
    'Extra data `TRADE_QUERY` returns only when asked. You rarely need this: selecting\n' +
    'the fields is enough. Other dialects ignore it.',
  values: {
    TRADE_SETTLE_INFO: {
      description: '`trade_settle_info`, read by `Settlement.details` and `Settlement.unsettledAmount`.',
    },
    FUND_BILL_LIST: { description: '`fund_bill_list`, read by `Payment.fundBills`.' },
    VOUCHER_DETAIL_LIST: { description: '`voucher_detail_list`, read by `Payment.vouchers`.' },
  } satisfies Record<QueryOptionName, object>,
});
