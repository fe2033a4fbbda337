import type { Store as Shop } from '../../domain/payment.ts';
import { builder } from '../builder.ts';

/** Where a payment was made. */
export const Store = builder.objectRef<Shop>('Store').implement({
  description: 'Where a payment was made.',
  fields: (t) => ({
    id: t.exposeString('id', { description: '`store_id`.' }),
    name: t.exposeString('name', { description: '`store_name`.' }),
    terminalId: t.exposeString('terminalId', { description: '`terminal_id`: the till.' }),
  }),
});
