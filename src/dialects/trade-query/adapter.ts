import { demandOf, QUERY_OPTIONS } from '../../domain/demand.ts';
import { beijingTime } from '../../domain/time.ts';
import type { Conversation, DialectAdapter } from '../dialect.ts';
import { settings, type TradeQuerySettings } from './account.ts';
import { results } from './codes.ts';
import { read } from './normalize.ts';
import { PATH, requestBody, requestHeaders, requestIdFrom } from './request.ts';
import { authString, requestTextToSign, responseEvidence } from './signing.ts';

/** `alipay.trade.query` of Alipay's OpenAPI, version 3. */
export const tradeQuery: DialectAdapter = {
  dialect: 'TRADE_QUERY',
  options: demandOf(QUERY_OPTIONS),
  results,
  conversation: settings.transform(converse),
};

function converse(account: TradeQuerySettings): Conversation {
  return {
    origin: account.url,
    operation: `POST ${PATH}`,
    clientId: account.appId,
    hash: 'SHA256',
    identity: JSON.stringify([account.url, account.appId, account.appAuthToken, account.orgPid]),
    settings: account,
    prepare(question, stamp) {
      const body = requestBody(question, account);
      const auth = authString(account, stamp);
      const requestId = requestIdFrom(stamp);
      return {
        path: PATH,
        version: null,
        requestId,
        requestedAt: beijingTime(stamp.now),
        toSign: requestTextToSign(auth, body, account),
        signed: (signature) => ({ headers: requestHeaders(auth, signature, requestId, account), body }),
        evidence: responseEvidence,
        read,
      };
    },
  };
}
