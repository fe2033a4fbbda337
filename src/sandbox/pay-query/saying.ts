import type { EnvelopeSignature, Identities } from '../accounts.ts';
import type { Spoils } from '../spoils.ts';
import type { JsonObject } from '../json.ts';
import type { AccountKeys } from '../account-keys.ts';
import { altered, spelled, withoutJson } from '../spelling.ts';
import { beijingTime } from '../times.ts';
import type { Answer, Outcome } from '../upstream.ts';
import { styleOf } from '../writing.ts';
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
  keys: Pick<AccountKeys, 'alipay'>,
  { clientId }: Identities['PAY_QUERY'],
  signature: EnvelopeSignature,
  now: () => number,
): (outcome: Outcome, context: PayQueryContext, spoils: Spoils) => Answer {
  return (outcome, context, spoils) => {
    const style = styleOf(context.asked);
    const response = spelled(responseFor(outcome, clientId, context, spoils, now()), style, spoils.content);
    const seal = (text: Buffer): Buffer => Buffer.from(`"signature":"${sealed(text, keys.alipay, signature)}"`);
    const sent = Buffer.concat([Buffer.from('"response":'), spoils.altered === true ? altered(response) : response]);
    const members = [sent, ...signatureMembers(seal, response, spoils.signature)];
    const envelope = enveloped(style.signatureFirst ? members.toReversed() : members);
    return {
      status: 200,
      headers: { 'content-type': 'application/json;charset=UTF-8' },
      body: withoutJson(spoils.content) ?? envelope,
    };
  };
}

function enveloped(members: readonly Buffer[]): Buffer {
  const separated = members.flatMap((member, index) => [Buffer.from(index === 0 ? '{' : ','), member]);
  return Buffer.concat([...separated, Buffer.from('}')]);
}

function responseFor(
  outcome: Outcome,
  clientId: string,
  context: PayQueryContext,
  spoils: Spoils,
  now: number,
): JsonObject {
  const code = 'facts' in outcome ? 'SUCCESS' : outcome.code;
  const { id, status, message } = resultFor(code);
  const resultMsg = ('reason' in outcome ? outcome.reason : undefined) ?? message;
  return {
    head: {
      version: VERSION,
      function: FUNCTION,
      clientId,
      respTime: beijingTime(now - (spoils.ageMs ?? 0)),
      reqMsgId: spoils.otherMessage === true ? `not-${context.reqMsgId}`.slice(0, 64) : context.reqMsgId,
      reserve: '{}',
    },
    body: {
      resultInfo: { resultStatus: status, resultCodeId: id, resultCode: code, resultMsg },
      ...('facts' in outcome ? outcome.facts : {}),
    },
  };
}

function signatureMembers(
  seal: (text: Buffer) => Buffer,
  response: Buffer,
  spoiled: Spoils['signature'],
): readonly Buffer[] {
  const wrong = (): Buffer => seal(Buffer.concat([response, Buffer.from(' ')]));
  switch (spoiled) {
    case undefined:
      return [seal(response)];
    case 'wrong':
      return [wrong()];
    case 'absent':
      return [];
    case 'half':
      return [Buffer.from('"signature":""')];
    case 'doubled':
      return [seal(response), wrong()];
  }
}
