import { beijingSeconds, type DateTime } from '../../domain/time.ts';
import type { Question, Stamp } from '../dialect.ts';
import type { PayQuerySettings } from './account.ts';
import type { RequestWire } from './wire.ts';

export const FUNCTION = 'alipay.intl.acquiring.cashier.payQuery';
export const VERSION = '2.0.0';

/** The text of the envelope's `request` value: what is signed is exactly what is sent. */
export interface RequestText {
  readonly value: string;
  readonly requestId: string;
  readonly requestedAt: DateTime;
}

/** Writes the `request` value for one question, compact, with exactly one identifier. */
export function requestText({ reference }: Question, settings: PayQuerySettings, stamp: Stamp): RequestText {
  const requestedAt = beijingSeconds(stamp.now);
  const { id, kind } = reference;
  const request: RequestWire = {
    head: {
      version: VERSION,
      function: FUNCTION,
      clientId: settings.clientId,
      reqTime: requestedAt.text,
      reqMsgId: stamp.id,
      reserve: settings.reserve,
    },
    body: {
      merchantId: settings.merchantId,
      ...(kind === 'paymentId' ? { acquirementId: id } : { merchantTransId: id }),
    },
  };
  return { value: JSON.stringify(request), requestId: stamp.id, requestedAt };
}
