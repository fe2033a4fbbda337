import { PATHS } from '../accounts.ts';
import type { AccountKeys } from '../account-keys.ts';
import type { Identities } from '../accounts.ts';
import { isIdentifier, parseObject, strictText } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { holds } from '../keys.ts';
import { isCurrent, readOffsetTime } from '../times.ts';
import type { Arrival, Inquiry, Outcome, Reading, Speaker } from '../upstream.ts';
import { inquiryPaymentBook } from './payments.ts';
import { sayInquiryPayment } from './saying.ts';
import type { InquiryPaymentContext } from './saying.ts';

const BODY_MEMBERS = ['paymentRequestId', 'paymentId', 'merchantAccountId'];

/** The upstream of "inquiryPayment": signatures in headers, over path, client, time and body. */
export function inquiryPaymentSpeaker(
  keys: AccountKeys,
  identity: Identities['INQUIRY_PAYMENT'],
  seed: number,
  now: () => number,
): Speaker<InquiryPaymentContext> {
  const say = sayInquiryPayment(keys, identity, now);

  function read(arrival: Arrival): Reading<InquiryPaymentContext> {
    const context: InquiryPaymentContext = { target: arrival.target, asked: '' };
    const refused = transportFault(arrival, identity.clientId) ?? signatureFault(arrival);
    if (refused !== undefined) return refusal(refused, context);
    const inquiry = inquiryIn(strictText(arrival.body) ?? '');
    if ('code' in inquiry) return refusal(inquiry, context);
    return { inquiry, context: { ...context, asked: inquiry.id } };
  }

  function signatureFault({ headers, target, body }: Arrival): Refused | undefined {
    const { 'request-time': requestTime, signature: header, 'agent-token': agentToken } = headers;
    if (typeof requestTime !== 'string' || typeof header !== 'string') return { code: 'SIGNATURE_INVALID' };
    const fields = headerFields(header);
    const given = canonicalSignature(fields.get('signature') ?? '');
    if (fields.get('algorithm') !== 'RSA256' || given === undefined) return { code: 'SIGNATURE_INVALID' };
    if (fields.get('keyVersion') !== identity.keyVersion) return { code: 'KEY_NOT_FOUND' };
    const text = `POST ${target}\n${identity.clientId}.${requestTime}.${strictText(body) ?? ''}`;
    if (!keys.isAccepted((pair) => holds(text, given, pair))) return { code: 'SIGNATURE_INVALID' };
    const at = readRequestTime(requestTime);
    if (at === undefined || !isCurrent(at, now())) return illegal('Request-Time is not within ten minutes');
    // "Send only when non-empty": an empty token is a caller's mistake.
    return agentToken === '' ? illegal('Agent-Token is empty') : undefined;
  }

  function refusal(refused: Refused, context: InquiryPaymentContext): Reading<InquiryPaymentContext> {
    return { refusedWith: refused.code, answer: say(refused, context, {}) };
  }

  return {
    book: inquiryPaymentBook(seed),
    codes: { missing: 'ORDER_NOT_EXIST', unknown: 'UNKNOWN_EXCEPTION', throttled: 'REQUEST_TRAFFIC_EXCEED_LIMIT' },
    read,
    say,
  };
}

type Refused = Exclude<Outcome, { facts: JsonObject }>;

function illegal(what: string): Refused {
  return { code: 'PARAM_ILLEGAL', reason: `Illegal parameters exist: ${what}.` };
}

function transportFault({ method, headers, target }: Arrival, clientId: string): Refused | undefined {
  if (method !== 'POST') return { code: 'METHOD_NOT_SUPPORTED' };
  const { 'content-type': sent = '', accept = '*/*' } = headers;
  if (!/^application\/json(;\s*charset=utf-8)?$/i.test(sent)) return { code: 'MEDIA_TYPE_NOT_ACCEPTABLE' };
  if (!/application\/json|application\/\*|\*\/\*/i.test(accept)) return { code: 'MEDIA_TYPE_NOT_ACCEPTABLE' };
  // A client id that starts with SANDBOX_ belongs to the sandbox path and to no other.
  if (headers['client-id'] !== clientId || !target.startsWith(PATHS.INQUIRY_PAYMENT)) {
    return { code: 'CLIENT_INVALID' };
  }
  return undefined;
}

/** `algorithm=RSA256,keyVersion=1,signature=…`, with or without a space after each comma. */
function headerFields(header: string): ReadonlyMap<string, string> {
  return new Map(
    header.split(/, ?/).map((field) => {
      const equals = field.indexOf('=');
      return [field.slice(0, equals), field.slice(equals + 1)];
    }),
  );
}

/** The Base64 behind a URL-encoded signature; undefined when it was sent without encoding it. */
function canonicalSignature(encoded: string): string | undefined {
  if (/[+/=]/.test(encoded)) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

/** Epoch milliseconds or ISO 8601: the documentation has shown both. */
function readRequestTime(text: string): number | undefined {
  if (/^\d{13}$/.test(text)) return Number(text);
  return readOffsetTime(text.replace(/Z$/, '+00:00'));
}

function inquiryIn(text: string): Inquiry | Refused {
  const body = parseObject(text);
  if (body === undefined) return illegal('the body is no JSON object');
  const { paymentRequestId, paymentId, merchantAccountId } = body;
  const unknown = Object.keys(body).find((name) => !BODY_MEMBERS.includes(name));
  if (unknown !== undefined) return illegal(`${unknown} is not documented`);
  if (merchantAccountId !== undefined && !isIdentifier(merchantAccountId, 32)) return illegal('merchantAccountId');
  // The document lets paymentId win over paymentRequestId; here a caller sending both is found out.
  if ((paymentId === undefined) === (paymentRequestId === undefined)) {
    return illegal('exactly one of paymentId and paymentRequestId is expected');
  }
  const id = paymentId ?? paymentRequestId;
  if (!isIdentifier(id, 64)) return illegal('an identifier is a string of 1 to 64 characters');
  return { kind: paymentId === undefined ? 'merchantReference' : 'paymentId', id, queryOptions: [] };
}
