import type { AccountView } from '../../lookup/lookup.ts';
import { builder } from '../builder.ts';
import { Availability } from './availability.ts';
import { Dialect } from './dialect.ts';

/** An account the caller may ask under. */
export const Account = builder.objectRef<AccountView>('Account').implement({
  description: 'One configured set of credentials at one upstream.',
  fields: (t) => ({
    id: t.exposeID('id', {
      nullable: false,
      description: 'Its name in the configuration, to be used as `PaymentRef.account`.',
    }),
    dialect: t.expose('dialect', { type: Dialect, nullable: false, description: 'The API it is for.' }),
    isDefault: t.exposeBoolean('isDefault', {
      nullable: false,
      description: 'Whether it is the one used when a reference names no account.',
    }),
    availability: t.expose('availability', {
      type: Availability,
      nullable: false,
      description: 'How the upstream is doing, seen from here.',
    }),
  }),
});
