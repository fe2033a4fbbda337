import { IDENTITIES } from '../accounts.ts';
import type { EnvelopeSignature } from '../accounts.ts';
import type { Spoils } from '../spoils.ts';
import type { JsonObject } from '../json.ts';
import type { KeyPair } from '../keys.ts';
import { HTML_502, PADDING, WORDS } from '../spoiled-bodies.ts';
import { beijingTime } from '../times.ts';
import type { Answer, Outcome } from '../upstream.ts';
import { styleOf, write } from '../writing.ts';
import { sealed } from './envelope.ts';
import { resultFor } from './results.ts';

/** The operation's name, as `head.function` must give it. */
export const FUNCTION = 'alipay.intl.acquiring.cashier.payQuery';

/** The operation's version. */
export const VERSION = '2.0.0';

/** What an answer refers to. */
export interface PayQueryContext {
  readonly reqMsgId: string;
  /** The identifier asked for; it decides how the answer is spelled. */
  readonly asked: string;
}

/** Words and signs the answers. */
export function sayPayQuery(
  pair: KeyPair,
  signature: EnvelopeSignature,
  now: () => number,
): (outcome: Outcome, context: PayQueryContext, spoils: Spoils) => Answer {
  return (outcome, context, spoils) => {
    const style = styleOf(context.asked);
    const response = write(responseFor(outcome, context, spoils, now()), style);
    const seal = (text: string): string => `"signature":"${sealed(text, pair, signature)}"`;
    const members = [`"response":${response}`, ...signatureMembers(seal, response, spoils.signature)];
    const envelope = `{${(style.signatureFirst ? members.toReversed() : members).join(',')}}`;
    return {
      status: spoils.httpStatus ?? 200,
      headers: { 'content-type': spoils.content === 'html' ? 'text/html' : 'application/json;charset=UTF-8' },
      body: spoils.content === 'html' ? HTML_502 : spoils.content === 'words' ? WORDS : envelope,
    };
  };
}

function responseFor(outcome: Outcome, context: PayQueryContext, spoils: Spoils, now: number): JsonObject {
  const code = 'facts' in outcome ? 'SUCCESS' : outcome.code;
  const { id, status, message } = resultFor(code);
  const resultMsg = ('reason' in outcome ? outcome.reason : undefined) ?? message;
  return {
    head: {
      version: VERSION,
      function: FUNCTION,
      clientId: IDENTITIES.payQueryClient,
      respTime: beijingTime(now - (spoils.ageMs ?? 0)),
      reqMsgId: spoils.otherMessage === true ? `not-${context.reqMsgId}`.slice(0, 64) : context.reqMsgId,
      reserve: '{}',
    },
    body: {
      resultInfo: { resultStatus: status, resultCodeId: id, resultCode: code, resultMsg },
      ...('facts' in outcome ? outcome.facts : {}),
    },
    ...(spoils.content === 'padded' ? { padding: PADDING } : {}),
  };
}

function signatureMembers(
  seal: (text: string) => string,
  response: string,
  spoiled: Spoils['signature'],
): readonly string[] {
  switch (spoiled) {
    case undefined:
      return [seal(response)];
    case 'wrong':
      return [seal(`${response} `)];
    case 'absent':
      return [];
    case 'half':
      return ['"signature":""'];
    case 'doubled':
      return [seal(response), seal(`${response} `)];
  }
}
