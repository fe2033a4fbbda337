import { beijingTime, type DateTime } from '../../domain/time.ts';
import type { Question, Stamp } from '../dialect.ts';
import type { InquiryPaymentSettings } from './account.ts';
import type { RequestWire } from './wire.ts';

/** The path to call and to sign. Client ids of the sandbox carry its prefix, and its path is another. */
export function pathFor(clientId: string): string {
  return `/ams/${clientId.startsWith('SANDBOX_') ? 'sandbox/' : ''}api/v1/payments/inquiryPayment`;
}

/** The body for one question: what is signed is exactly what is sent. */
export function requestBody({ reference }: Question, settings: InquiryPaymentSettings): string {
  const { id, kind } = reference;
  const { merchantAccountId } = settings;
  const request: RequestWire = {
    ...(kind === 'paymentId' ? { paymentId: id } : { paymentRequestId: id }),
    ...(merchantAccountId === undefined ? {} : { merchantAccountId }),
  };
  return JSON.stringify(request);
}

/** When the request is made, and the same as `Request-Time` writes it. */
export function requestTime(stamp: Stamp, form: InquiryPaymentSettings['requestTime']): { at: DateTime; text: string } {
  const at = beijingTime(stamp.now);
  return { at, text: form === 'epoch' ? String(stamp.now) : at.text };
}

/** The headers of a signed request. Base64 holds `+`, `/` and `=`, which are percent-encoded here. */
export function requestHeaders(
  time: string,
  signature: Buffer,
  { clientId, keyVersion, agentToken }: InquiryPaymentSettings,
): Record<string, string> {
  const encoded = encodeURIComponent(signature.toString('base64'));
  return {
    'content-type': 'application/json; charset=UTF-8',
    accept: 'application/json',
    'client-id': clientId,
    'request-time': time,
    signature: `algorithm=RSA256,keyVersion=${keyVersion},signature=${encoded}`,
    ...(agentToken === undefined ? {} : { 'agent-token': agentToken }),
  };
}
