import { NO_DEMAND } from '../../domain/demand.ts';
import type { Conversation, DialectAdapter } from '../dialect.ts';
import { settings, type PayQuerySettings } from './account.ts';
import { results } from './codes.ts';
import { read } from './normalize.ts';
import { FUNCTION, requestText, VERSION } from './request.ts';
import { responseEvidence, sealRequest } from './signing.ts';

/** `alipay.intl.acquiring.cashier.payQuery`, version 2.0.0: the envelope API. */
export const payQuery: DialectAdapter = {
  dialect: 'PAY_QUERY',
  options: NO_DEMAND,
  results,
  conversation: settings.transform(converse),
};

function converse(account: PayQuerySettings): Conversation {
  const { hash, base64 } = account.signature;
  const { origin, pathname, search } = new URL(account.url);
  return {
    origin,
    operation: FUNCTION,
    clientId: account.clientId,
    hash,
    identity: JSON.stringify([account.url, account.clientId, account.merchantId, account.amountUnit, account.reserve]),
    settings: account,
    prepare(question, stamp) {
      const { value, requestId, requestedAt } = requestText(question, account, stamp);
      return {
        path: pathname + search,
        version: VERSION,
        requestId,
        requestedAt,
        toSign: value,
        signed: (signature) => ({
          headers: { 'content-type': 'application/json; charset=UTF-8' },
          body: sealRequest(value, signature, base64),
        }),
        evidence: (response) => responseEvidence(response, base64),
        read: (content) => read(content, requestId, account),
      };
    },
  };
}
