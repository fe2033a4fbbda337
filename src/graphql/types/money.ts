import { decimalText, type Money as Amount } from '../../domain/money.ts';
import { builder } from '../builder.ts';

/** An amount in one currency. */
export const Money = builder.objectRef<Amount>('Money').implement({
  description: 'An amount in one currency, exact in both units.',
  fields: (t) => ({
    currency: t.exposeString('currency', { nullable: false, description: 'The three-letter ISO 4217 code.' }),
    amount: t.field({
      type: 'Decimal',
      nullable: false,
      description: 'In the currency\'s main unit, for display: "88.88".',
      resolve: decimalText,
    }),
    minor: t.expose('minor', {
      type: 'BigInt',
      nullable: false,
      description: 'In its smallest unit, for arithmetic: "8888".',
    }),
    raw: t.exposeString('raw', { description: 'The number as received; null for sums made here.' }),
  }),
});
