import type { Buyer as Payer } from '../../domain/payment.ts';
import { builder } from '../builder.ts';
import { personal } from '../field-rules.ts';

/** The payer. */
export const Buyer = builder.objectRef<Payer>('Buyer').implement({
  description: 'The payer.',
  fields: (t) => ({
    userId: t.exposeString('userId', {
      ...personal('pii'),
      description: 'PII. `siteBuyerId`, `pspCustomerId` or `buyer_user_id`.',
    }),
    openId: t.exposeString('openId', {
      ...personal('pii'),
      description: 'PII. `buyer_open_id`. `TRADE_QUERY`.',
    }),
    displayId: t.exposeString('displayId', {
      ...personal('pii'),
      description: 'PII. `displayCustomerId` or `buyer_logon_id`: fit to show, often masked by Alipay.',
    }),
    type: t.exposeString('type', {
      description: '`buyer_user_type`, in capitals: PRIVATE or CORPORATE. `TRADE_QUERY`.',
    }),
    wallet: t.exposeString('wallet', { description: '`pspName`: the wallet, such as GCash. `INQUIRY_PAYMENT`.' }),
  }),
});
