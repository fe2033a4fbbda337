import { randomUUID } from 'node:crypto';

import type { Spoils } from '../spoils.ts';
import type { JsonObject } from '../json.ts';
import { signed } from '../keys.ts';
import type { AccountKeys } from '../account-keys.ts';
import { altered, spelled, withoutJson } from '../spelling.ts';
import type { Answer, Inquiry, Outcome } from '../upstream.ts';
import { styleOf } from '../writing.ts';
import { resultFor } from './results.ts';

/** The options of the document: each adds the member of the same name to the answer. */
export const QUERY_OPTIONS: readonly string[] = ['trade_settle_info', 'fund_bill_list', 'voucher_detail_list'];

/** What an answer refers to; nothing when the request was refused before it could be read. */
export interface TradeQueryContext {
  readonly inquiry?: Inquiry;
}

/** Words and signs the answers. */
export function sayTradeQuery(
  keys: Pick<AccountKeys, 'alipay'>,
  now: () => number,
): (outcome: Outcome, context: TradeQueryContext, spoils: Spoils) => Answer {
  return (outcome, { inquiry }, spoils) => {
    const result = 'code' in outcome ? resultFor(outcome.code) : { httpStatus: 200, signed: true };
    const body =
      withoutJson(spoils.content) ?? spelled(bodyFor(outcome, inquiry), styleOf(inquiry?.id ?? ''), spoils.content);
    const timestamp = String(now() - (spoils.ageMs ?? 0));
    const nonce = randomUUID().replaceAll('-', '');
    const text = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from('\n')]);
    const other = Buffer.concat([text, Buffer.from('\n')]);
    const right = signed(spoils.signature === 'wrong' ? other : text, keys.alipay);
    const signature = {
      ...(spoils.signature === 'half' ? {} : { 'alipay-timestamp': timestamp }),
      'alipay-nonce': nonce,
      'alipay-signature': spoils.signature === 'doubled' ? [right, signed(other, keys.alipay)] : right,
    };
    return {
      status: result.httpStatus,
      headers: {
        'content-type': 'application/json;charset=UTF-8',
        'alipay-trace-id': randomUUID().replaceAll('-', ''),
        ...(spoils.signature === 'absent' || !result.signed ? {} : signature),
      },
      body: spoils.altered === true ? altered(body) : body,
    };
  };
}

function bodyFor(outcome: Outcome, inquiry: Inquiry | undefined): JsonObject {
  return 'facts' in outcome ? optedFor(outcome.facts, inquiry?.queryOptions ?? []) : errorBody(outcome, inquiry);
}

function optedFor(facts: JsonObject, queryOptions: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(facts).filter(([name]) => !QUERY_OPTIONS.includes(name) || queryOptions.includes(name)),
  );
}

function errorBody(
  error: { readonly code: string; readonly reason?: string },
  inquiry: Inquiry | undefined,
): JsonObject {
  const { code, reason } = error;
  const { message, signed: business } = resultFor(code);
  return {
    code,
    message,
    ...(business ? {} : { links: [{ link: `https://openapi.example/errors/${code}`, desc: '解决方案' }] }),
    ...(reason === undefined ? {} : { details: [{ location: 'body', description: reason }] }),
    ...(code === 'ACQ.TRADE_NOT_EXIST' ? nothingFound(inquiry) : {}),
  };
}

/** What a recorded ACQ.TRADE_NOT_EXIST carried beside its code. */
function nothingFound(inquiry: Inquiry | undefined): JsonObject {
  return {
    ...(inquiry?.kind === 'merchantReference' ? { out_trade_no: inquiry.id } : {}),
    buyer_pay_amount: '0.00',
    invoice_amount: '0.00',
    point_amount: '0.00',
    receipt_amount: '0.00',
  };
}
