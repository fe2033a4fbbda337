import type { RecommendedAction as RecommendedActionName } from '../../domain/result.ts';
import { builder } from '../builder.ts';

/** What a caller should do about a result. */
export const RecommendedAction = builder.enumType('RecommendedAction', {
  description: 'What the caller should do about a result.',
  values: {
    NONE: { description: 'Nothing: it worked.' },
    RETRY: { description: 'Send the same inquiry again.' },
    RETRY_LATER: { description: 'Send it again, but wait first: too many requests.' },
    CHECK_IDENTIFIER: { description: 'No such payment: check the identifier and the dialect.' },
    CORRECT_REQUEST: { description: 'Something in the reference is malformed: correct it.' },
    COMPLETE_KYC: { description: 'The payer must complete identity verification.' },
    FIX_CONFIGURATION: {
      description: 'Keys, client id, rights or routes are wrong: tell whoever runs the gateway.',
    },
    CONTACT_SUPPORT: { description: 'Not listed, or failed for good: ask Alipay.' },
  } satisfies Record<RecommendedActionName, object>,
});
