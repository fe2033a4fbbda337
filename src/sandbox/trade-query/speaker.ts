import type { AccountKeys } from '../account-keys.ts';
import type { Identities } from '../accounts.ts';
import { isIdentifier, parseObject, strictText } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { holds } from '../keys.ts';
import { Recent } from '../recent.ts';
import { isCurrent } from '../times.ts';
import type { Arrival, Inquiry, Outcome, Reading, Speaker } from '../upstream.ts';
import { tradeQueryBook } from './payments.ts';
import { QUERY_OPTIONS, sayTradeQuery } from './saying.ts';
import type { TradeQueryContext } from './saying.ts';

const SCHEME = 'ALIPAY-SHA256withRSA ';
const BODY_MEMBERS = ['out_trade_no', 'trade_no', 'query_options', 'org_pid'];

/** The upstream of "alipay.trade.query", version 3: the caller signs an Authorization header, Alipay three others. */
export function tradeQuerySpeaker(
  keys: AccountKeys,
  { appId }: Identities['TRADE_QUERY'],
  seed: number,
  now: () => number,
): Speaker<TradeQueryContext> {
  const noncesSeen = new Recent<true>(100_000);
  const say = sayTradeQuery(keys, now);

  function read(arrival: Arrival): Reading<TradeQueryContext> {
    const refused = callerFault(arrival) ?? transportFault(arrival);
    if (refused !== undefined) return refusal(refused);
    const body = parseObject(strictText(arrival.body) ?? '');
    if (body === undefined) return refusal({ code: 'illegal-json' });
    const inquiry = inquiryIn(body);
    return 'code' in inquiry ? refusal(inquiry) : { inquiry, context: { inquiry } };
  }

  /** The app is looked at first, as probes of the real gateway have shown. */
  function callerFault({ method, target, headers, body }: Arrival): Refused | undefined {
    const { authorization, 'alipay-app-auth-token': token } = headers;
    if (authorization === undefined) return { code: 'missing-timestamp' };
    if (!authorization.startsWith(SCHEME)) return { code: 'missing-signature' };
    const parameters = authorization.slice(SCHEME.length).split(',');
    const value = (name: string): string | undefined =>
      parameters.find((parameter) => parameter.startsWith(`${name}=`))?.slice(name.length + 1);
    if (value('app_id') !== appId) return { code: 'invalid-app-id' };
    const timeFault = timestampFault(value('timestamp'), value('expired_seconds'));
    if (timeFault !== undefined) return timeFault;
    const [nonce, signature] = [value('nonce'), value('sign')];
    if (nonce === undefined || nonce === '') return { code: 'missing-nonce' };
    if (signature === undefined || signature === '') return { code: 'missing-signature' };
    const authString = parameters.filter((parameter) => !parameter.startsWith('sign=')).join(',');
    const lines = [authString, method, target, strictText(body) ?? '', ...(typeof token === 'string' ? [token] : [])];
    const text = `${lines.join('\n')}\n`;
    if (!keys.isAccepted((pair) => holds(text, signature, pair))) return { code: 'invalid-signature' };
    return noncesSeen.add(nonce, true) ? undefined : { code: 'invalid-nonce' };
  }

  function timestampFault(timestamp: string | undefined, expiredSeconds: string | undefined): Refused | undefined {
    if (timestamp === undefined || timestamp === '') return { code: 'missing-timestamp' };
    if (!/^\d{13}$/.test(timestamp)) return { code: 'illegal-timestamp' };
    const expired =
      expiredSeconds !== undefined &&
      (!/^\d{1,5}$/.test(expiredSeconds) || now() > Number(timestamp) + Number(expiredSeconds) * 1000);
    return expired || !isCurrent(Number(timestamp), now()) ? { code: 'invalid-timestamp' } : undefined;
  }

  function refusal(refused: Refused): Reading<TradeQueryContext> {
    return { refusedWith: refused.code, answer: say(refused, {}, {}) };
  }

  return {
    book: tradeQueryBook(seed),
    codes: { missing: 'ACQ.TRADE_NOT_EXIST', unknown: 'ACQ.SYSTEM_ERROR', throttled: 'app-call-limited' },
    read,
    say,
  };
}

type Refused = Exclude<Outcome, { facts: JsonObject }>;

function transportFault({ method, headers }: Arrival): Refused | undefined {
  const { 'alipay-request-id': requestId, 'content-type': sent = '' } = headers;
  if (method !== 'POST') return { code: 'invalid-method' };
  if (typeof requestId !== 'string' || !/^[A-Za-z0-9_-]{1,32}$/.test(requestId)) return { code: 'invalid-request-id' };
  if (!/^application\/json(;\s*charset=utf-8)?$/i.test(sent)) return { code: 'invalid-content-type' };
  return undefined;
}

function invalid(what: string): Refused {
  return { code: 'ACQ.INVALID_PARAMETER', reason: what };
}

function inquiryIn(body: Record<string, unknown>): Inquiry | Refused {
  const { out_trade_no: merchantReference, trade_no: paymentId, query_options: options, org_pid: orgPid } = body;
  const unknown = Object.keys(body).find((name) => !BODY_MEMBERS.includes(name));
  if (unknown !== undefined) return invalid(`${unknown} is not documented`);
  if (orgPid !== undefined && !isIdentifier(orgPid, 16)) return invalid('org_pid');
  for (const id of [merchantReference, paymentId]) {
    if (id !== undefined && !isIdentifier(id, 64)) return invalid('an identifier is a string of 1 to 64 characters');
  }
  const queryOptions = readOptions(options);
  if (queryOptions === undefined) return invalid(`query_options is a list of ${QUERY_OPTIONS.join(', ')}`);
  // Both may be given, as in the document's own request sample; trade_no then wins.
  if (typeof paymentId === 'string') return { kind: 'paymentId', id: paymentId, queryOptions };
  if (typeof merchantReference === 'string') return { kind: 'merchantReference', id: merchantReference, queryOptions };
  return invalid('one of trade_no and out_trade_no is expected');
}

function readOptions(value: unknown): readonly string[] | undefined {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return undefined;
  const options = QUERY_OPTIONS.filter((option) => value.includes(option));
  const known = value.every((option) => typeof option === 'string' && QUERY_OPTIONS.includes(option));
  return known && options.length > 0 ? options : undefined;
}
