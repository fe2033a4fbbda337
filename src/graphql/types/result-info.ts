import type { ResultInfo as Result } from '../../domain/result.ts';
import { builder } from '../builder.ts';
import { Dialect } from './dialect.ts';
import { RecommendedAction } from './recommended-action.ts';
import { ResultStatus } from './result-status.ts';

/** How an inquiry, a payment or a transaction turned out. */
export const ResultInfo = builder.objectRef<Result>('ResultInfo').implement({
  description:
    'How an inquiry, a payment or a transaction turned out, as data. Branch on `action`\n' +
    'or `retryable`, not on `code`, which differs between dialects.',
  fields: (t) => ({
    dialect: t.expose('dialect', {
      type: Dialect,
      description: "Whose code it is; null for the gateway's own, which start with `GATEWAY_`.",
    }),
    status: t.expose('status', { type: ResultStatus, nullable: false, description: '`S`, `F` or `U`.' }),
    code: t.exposeString('code', {
      nullable: false,
      description: 'The code as documented, in capitals: `ORDER_NOT_EXIST`, `ACQ.TRADE_NOT_EXIST`.',
    }),
    codeId: t.exposeString('codeId', { description: '`resultCodeId`, given by `PAY_QUERY` only: "12005004".' }),
    message: t.exposeString('message', { description: "Upstream's words, in its language." }),
    retryable: t.exposeBoolean('retryable', {
      nullable: false,
      description: 'Whether sending the same inquiry again may succeed.',
    }),
    action: t.expose('action', { type: RecommendedAction, nullable: false, description: 'What to do next.' }),
    advice: t.exposeString('advice', { nullable: false, description: 'The same in a sentence, for people.' }),
  }),
});
