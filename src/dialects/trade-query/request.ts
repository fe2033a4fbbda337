import { optionsOf, type QueryOption } from '../../domain/demand.ts';
import type { Question, Stamp } from '../dialect.ts';
import type { TradeQuerySettings } from './account.ts';
import type { RequestWire } from './wire.ts';

export const PATH = '/v3/alipay/trade/query';

/** Names of `query_options`. */
export const queryOptions: Readonly<Record<QueryOption, string>> = {
  TRADE_SETTLE_INFO: 'trade_settle_info',
  FUND_BILL_LIST: 'fund_bill_list',
  VOUCHER_DETAIL_LIST: 'voucher_detail_list',
};

/** The body for one question: what is signed is exactly what is sent. */
export function requestBody({ reference, demand }: Question, { orgPid }: TradeQuerySettings): string {
  const { id, kind } = reference;
  const options = optionsOf(demand).map((option) => queryOptions[option]);
  const request: RequestWire = {
    ...(kind === 'paymentId' ? { trade_no: id } : { out_trade_no: id }),
    ...(orgPid === undefined ? {} : { org_pid: orgPid }),
    ...(options.length === 0 ? {} : { query_options: options }),
  };
  return JSON.stringify(request);
}

/** The request id: the API allows 32 letters, digits, `-` and `_`; a UUID has four dashes too many. */
export function requestIdFrom(stamp: Stamp): string {
  return stamp.id.replaceAll('-', '');
}

/** The headers of a signed request. */
export function requestHeaders(
  auth: string,
  signature: Buffer,
  requestId: string,
  { appAuthToken }: TradeQuerySettings,
): Record<string, string> {
  return {
    'content-type': 'application/json',
    authorization: `ALIPAY-SHA256withRSA ${auth},sign=${signature.toString('base64')}`,
    'alipay-request-id': requestId,
    ...(appAuthToken === undefined ? {} : { 'alipay-app-auth-token': appAuthToken }),
  };
}
