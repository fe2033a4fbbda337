import { NO_DEMAND } from '../../domain/demand.ts';
import type { Conversation, DialectAdapter } from '../dialect.ts';
import { settings, type InquiryPaymentSettings } from './account.ts';
import { results } from './codes.ts';
import { read } from './normalize.ts';
import { pathFor, requestBody, requestHeaders, requestTime } from './request.ts';
import { requestTextToSign, responseEvidence } from './signing.ts';

/** `inquiryPayment` of Antom (Alipay Merchant Services), version 1. */
export const inquiryPayment: DialectAdapter = {
  dialect: 'INQUIRY_PAYMENT',
  options: NO_DEMAND,
  results,
  conversation: settings.transform(converse),
};

function converse(account: InquiryPaymentSettings): Conversation {
  const path = pathFor(account.clientId);
  return {
    origin: account.url,
    operation: `POST ${path}`,
    clientId: account.clientId,
    hash: 'SHA256',
    identity: JSON.stringify([account.url, account.clientId, account.agentToken, account.merchantAccountId]),
    settings: account,
    prepare(question, stamp) {
      const time = requestTime(stamp, account.requestTime);
      const body = requestBody(question, account);
      return {
        path,
        version: null,
        // Nothing in this API's requests names one; its answers carry an id of the servers' own (MAPPING §7.13).
        requestId: null,
        traceId: ({ headers }) => headers['tracerid']?.[0] ?? null,
        requestedAt: time.at,
        toSign: requestTextToSign(path, account.clientId, time.text, body),
        signed: (signature) => ({ headers: requestHeaders(time.text, signature, account), body }),
        evidence: (response) => responseEvidence(response, path, account.clientId),
        read,
      };
    },
  };
}
