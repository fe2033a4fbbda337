import { randomBytes } from 'node:crypto';

import type { Identities } from '../accounts.ts';
import type { Spoils } from '../spoils.ts';
import type { JsonObject } from '../json.ts';
import { signed } from '../keys.ts';
import type { AccountKeys } from '../account-keys.ts';
import { altered, spelled, withoutJson } from '../spelling.ts';
import { utcTime } from '../times.ts';
import type { Answer, Outcome } from '../upstream.ts';
import { styleOf } from '../writing.ts';
import { resultFor } from './results.ts';

/** What an answer refers to. */
export interface InquiryPaymentContext {
  /** The path as requested: it is part of what is signed. */
  readonly target: string;
  /** The identifier asked for; it decides how the answer is spelled. */
  readonly asked: string;
}

/** Words and signs the answers. */
export function sayInquiryPayment(
  keys: Pick<AccountKeys, 'alipay'>,
  { clientId, keyVersion }: Identities['INQUIRY_PAYMENT'],
  now: () => number,
): (outcome: Outcome, context: InquiryPaymentContext, spoils: Spoils) => Answer {
  return (outcome, { target, asked }, spoils) => {
    const body = withoutJson(spoils.content) ?? spelled(bodyFor(outcome), styleOf(asked), spoils.content);
    // Alipay's own messages of 2019 to 2025 carry UTC to the second.
    const responseTime = utcTime(now() - (spoils.ageMs ?? 0));
    const text = Buffer.concat([Buffer.from(`POST ${target}\n${clientId}.${responseTime}.`), body]);
    const header = (covered: Buffer): string =>
      `algorithm=RSA256, keyVersion=${keyVersion}, signature=${encodeURIComponent(signed(covered, keys.alipay))}`;
    const other = Buffer.concat([text, Buffer.from('\n')]);
    const unsigned = spoils.signature === 'absent' || ('code' in outcome && !resultFor(outcome.code).signed);
    return {
      status: 200,
      headers: {
        'content-type': 'application/json;charset=UTF-8',
        'client-id': clientId,
        tracerid: randomBytes(16).toString('hex'),
        ...(unsigned || spoils.signature === 'half' ? {} : { 'response-time': responseTime }),
        ...(unsigned ? {} : { signature: signatures(header, text, other, spoils.signature) }),
      },
      body: spoils.altered === true ? altered(body) : body,
    };
  };
}

function signatures(
  header: (covered: Buffer) => string,
  text: Buffer,
  other: Buffer,
  spoiled: Spoils['signature'],
): string | string[] {
  if (spoiled === 'doubled') return [header(text), header(other)];
  return header(spoiled === 'wrong' ? other : text);
}

function bodyFor(outcome: Outcome): JsonObject {
  const resultCode = 'facts' in outcome ? 'SUCCESS' : outcome.code;
  const { status, message } = resultFor(resultCode);
  const resultMessage = ('reason' in outcome ? outcome.reason : undefined) ?? message;
  return {
    result: { resultCode, resultStatus: status, resultMessage },
    ...('facts' in outcome ? outcome.facts : {}),
  };
}
