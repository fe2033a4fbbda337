import type { Redirect as Address } from '../../domain/payment.ts';
import { builder } from '../builder.ts';
import { personal } from '../field-rules.ts';
import { presentParameters } from '../parameters.ts';
import { reported } from '../reported.ts';

/** An address to send the payer to. */
export const Redirect = builder.objectRef<Address>('Redirect').implement({
  description: 'An address to send the payer to.',
  fields: (t) => ({
    url: t.string({
      nullable: false,
      description: '`redirectUrl`.',
      resolve: ({ url }) => reported('redirectActionForm.redirectUrl', url),
    }),
    method: t.string({
      nullable: false,
      description: '`method`: GET, POST or SCAN.',
      resolve: ({ method }) => reported('redirectActionForm.method', method),
    }),
    parameters: t.field({
      ...personal('pii'),
      type: 'JSON',
      description: 'PII. `parameters`, decoded to names and values.',
      resolve: ({ parameters }) => (parameters === null ? null : presentParameters(parameters)),
    }),
  }),
});
