import { z } from 'zod';
import { minorAmount, object, text, time } from '../wire-values.ts';

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
export const responseWire = z.object({
  // One answer of the family came without a head (MAPPING §7.4).
  head: object({ version: text, function: text, clientId: text, respTime: time, reqMsgId: text, reserve: text }),
  body: z.object({
    resultInfo: z.object({ resultStatus: text, resultCodeId: text, resultCode: text, resultMsg: text }),
    payment: object({
      acquirementId: text,
      merchantTransId: text,
      payStatus: text,
      orderAmount: minorAmount,
      paymentTime: time,
      extendInfo: text,
    }),
    siteBuyerId: text,
  }),
});

/** An answer, as read. */
export type ResponseWire = z.output<typeof responseWire>;
