import type { ResultStatus as ResultStatusName } from '../../domain/result.ts';
import { builder } from '../builder.ts';

/** The outcome of a call. */
export const ResultStatus = builder.enumType('ResultStatus', {
  description: 'The outcome of a call.',
  values: {
    SUCCESS: { description: '`S`: it succeeded.' },
    FAILURE: { description: '`F`: it failed.' },
    UNKNOWN: { description: '`U`: nobody knows yet. Ask again with the same reference.' },
  } satisfies Record<ResultStatusName, object>,
});
