import type { SettlementDetail as Movement } from '../../domain/payment.ts';
import { builder } from '../builder.ts';
import { personal } from '../field-rules.ts';
import { Money } from './money.ts';

/** One movement of a settlement. */
export const SettlementDetail = builder.objectRef<Movement>('SettlementDetail').implement({
  description: 'One movement of a settlement.',
  fields: (t) => ({
    type: t.exposeString('type', { description: 'What kind of movement, as received.' }),
    serialNumber: t.exposeString('serialNumber', { description: 'Its serial number.' }),
    occurredAt: t.expose('occurredAt', { type: 'DateTime', description: 'When it was made.' }),
    amount: t.expose('amount', { type: Money, description: 'How much.' }),
    from: t.exposeString('from', { ...personal('pii'), description: 'PII. The account paid out of.' }),
    to: t.exposeString('to', { ...personal('pii'), description: 'PII. The account paid into.' }),
    originalFrom: t.exposeString('originalFrom', {
      ...personal('pii'),
      description: 'PII. For a reversal, the original paying account.',
    }),
    originalTo: t.exposeString('originalTo', {
      ...personal('pii'),
      description: 'PII. For a reversal, the original receiving account.',
    }),
  }),
});
