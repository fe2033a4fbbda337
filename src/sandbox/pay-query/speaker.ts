import type { AccountKeys } from '../account-keys.ts';
import type { EnvelopeSignature, Identities } from '../accounts.ts';
import { isIdentifier, isObject, parseObject, strictText } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { Recent } from '../recent.ts';
import { isCurrent, readOffsetTime } from '../times.ts';
import type { Arrival, Inquiry, Outcome, Reading, Speaker } from '../upstream.ts';
import { payQueryBook } from './payments.ts';
import { FUNCTION, sayPayQuery, VERSION } from './saying.ts';
import type { PayQueryContext } from './saying.ts';
import { memberText, sealHolds } from './envelope.ts';

const HEAD_MEMBERS = ['version', 'function', 'clientId', 'reqTime', 'reqMsgId', 'reserve'];
const BODY_MEMBERS = ['merchantId', 'acquirementId', 'merchantTransId'];

/** The upstream of "alipay.intl.acquiring.cashier.payQuery": a signed envelope in, a signed envelope out. */
export function payQuerySpeaker(
  keys: AccountKeys,
  identity: Identities['PAY_QUERY'],
  signature: EnvelopeSignature,
  seed: number,
  now: () => number,
): Speaker<PayQueryContext> {
  const messagesSeen = new Recent<true>(100_000);
  const say = sayPayQuery(keys, identity, signature, now);

  function read(arrival: Arrival): Reading<PayQueryContext> {
    const context: PayQueryContext = { reqMsgId: '', asked: '' };
    if (arrival.method !== 'POST')
      return refusal({ code: 'NO_INTERFACE_DEF', reason: 'Only POST is served.' }, context);
    const text = strictText(arrival.body) ?? '';
    const envelope = parseObject(text);
    const { request } = envelope ?? {};
    const { head, body } = isObject(request) ? request : {};
    if (envelope === undefined || !isObject(request) || !isObject(head) || !isObject(body)) {
      return refusal(illegal('the body is not an envelope with request.head and request.body'), context);
    }
    const named = { ...context, reqMsgId: typeof head['reqMsgId'] === 'string' ? head['reqMsgId'] : '' };
    if (head['clientId'] !== identity.clientId) return refusal({ code: 'UNKNOWN_CLIENT' }, named);
    const signedText = memberText(text, 'request');
    const given = envelope['signature'];
    if (
      signedText === undefined ||
      typeof given !== 'string' ||
      !keys.isAccepted((pair) => sealHolds(signedText, given, pair, signature))
    ) {
      return refusal({ code: 'INVALID_SIGNATURE' }, named);
    }
    const inquiry = inquiryIn(body, identity);
    const fault =
      unknownMember(envelope, ['request', 'signature']) ?? unknownMember(request, ['head', 'body']) ?? headFault(head);
    if (fault !== undefined) return refusal(fault, named);
    if ('code' in inquiry) return refusal(inquiry, named);
    return { inquiry, context: { ...named, asked: inquiry.id } };
  }

  function headFault(head: Record<string, unknown>): Refused | undefined {
    const { version, function: operation, reqTime, reqMsgId, reserve } = head;
    const at = typeof reqTime === 'string' ? readOffsetTime(reqTime) : undefined;
    if (version !== VERSION) return illegal('version');
    if (operation !== FUNCTION) return { code: 'NO_INTERFACE_DEF' };
    if (at === undefined) return illegal('reqTime is not ISO 8601 with an offset');
    if (!isCurrent(at, now())) return illegal('reqTime is not within ten minutes');
    if (!isIdentifier(reqMsgId, 64)) return illegal('reqMsgId');
    if (typeof reserve !== 'string' || reserve.length > 256 || parseObject(reserve) === undefined) {
      return illegal('reserve is not a JSON object in a string');
    }
    return (
      unknownMember(head, HEAD_MEMBERS) ??
      (messagesSeen.add(reqMsgId, true) ? undefined : illegal('reqMsgId was used before'))
    );
  }

  function refusal(refused: Refused, context: PayQueryContext): Reading<PayQueryContext> {
    const unsigned = refused.code === 'INVALID_SIGNATURE';
    return { refusedWith: refused.code, answer: say(refused, context, unsigned ? { signature: 'absent' } : {}) };
  }

  return {
    book: payQueryBook(seed),
    codes: { missing: 'ORDER_NOT_EXIST', unknown: 'UNKNOWN_EXCEPTION', throttled: 'REQUEST_TRAFFIC_EXCEED_LIMIT' },
    read,
    say,
  };
}

type Refused = Exclude<Outcome, { facts: JsonObject }>;

function illegal(what: string): Refused {
  return { code: 'PARAM_ILLEGAL', reason: `Illegal parameters: ${what}.` };
}

function unknownMember(object: Record<string, unknown>, known: readonly string[]): Refused | undefined {
  const unknown = Object.keys(object).find((name) => !known.includes(name));
  return unknown === undefined ? undefined : illegal(`${unknown} is not documented`);
}

function inquiryIn(body: Record<string, unknown>, identity: Identities['PAY_QUERY']): Inquiry | Refused {
  const { merchantId, acquirementId, merchantTransId } = body;
  if (!isIdentifier(merchantId, 64)) return illegal('merchantId');
  if (merchantId !== identity.merchantId) return { code: 'ACCESS_DENIED' };
  const unknown = unknownMember(body, BODY_MEMBERS);
  if (unknown !== undefined) return unknown;
  // The document asks for one or the other. Its real counterpart takes both; here a caller sending both is found out.
  if ((acquirementId === undefined) === (merchantTransId === undefined)) {
    return illegal('exactly one of acquirementId and merchantTransId is expected');
  }
  const id = acquirementId ?? merchantTransId;
  if (!isIdentifier(id, 64)) return illegal('an identifier is a string of 1 to 64 characters');
  return { kind: acquirementId === undefined ? 'merchantReference' : 'paymentId', id, queryOptions: [] };
}
