import type { Freshness as FreshnessName } from '../../lookup/lookup.ts';
import { builder } from '../builder.ts';

/** Where an answer comes from. */
export const Freshness = builder.enumType('Freshness', {
  description: 'Where an answer comes from.',
  values: {
    LIVE: { description: 'Asked of Alipay for this operation.' },
    CACHED: { description: 'Known from an earlier inquiry and still within its time to live.' },
    STALE: {
      description: 'Known from an earlier inquiry, past its time to live; a newer answer could not be had.',
    },
    NONE: { description: 'Nothing is known.' },
  } satisfies Record<FreshnessName, object>,
});
