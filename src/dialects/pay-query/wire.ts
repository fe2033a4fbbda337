import type { HeldJson } from '../source-text.ts';
import { minorAmount, object, strictObject, strictText, text, time } from '../wire-values.ts';
import { required } from '../wire-reader.ts';

/** The envelope's inner value, as sent. Member order is the document's sample's. */
export interface RequestWire {
  readonly head: {
    readonly version: string;
    readonly function: string;
    readonly clientId: string;
    readonly reqTime: string;
    readonly reqMsgId: string;
    /** A JSON string, not an object. */
    readonly reserve: string;
  };
  readonly body: { readonly merchantId: string } & (
    { readonly acquirementId: string } | { readonly merchantTransId: string }
  );
}

/** The value of `response`, as far as we read it. Only `resultInfo` may be relied on. */
export const responseWire = required({
  // One answer of the family came without a head (MAPPING §7.4).
  head: object({
    version: text,
    function: strictText,
    clientId: text,
    respTime: time,
    reqMsgId: strictText,
    reserve: text,
  }),
  body: required({
    resultInfo: required({ resultStatus: strictText, resultCodeId: text, resultCode: strictText, resultMsg: text }),
    payment: strictObject({
      acquirementId: strictText,
      merchantTransId: strictText,
      payStatus: text,
      orderAmount: minorAmount,
      paymentTime: time,
      extendInfo: text,
    }),
    siteBuyerId: text,
  }),
});

/** Where text stands that holds JSON. */
export const RESERVE: HeldJson = { path: ['head', 'reserve'], holderMayBeText: true };
export const EXTEND_INFO: HeldJson = { path: ['body', 'payment', 'extendInfo'] };

/** An answer, as read. */
export type ResponseWire = ReturnType<typeof responseWire>;
