import { randomBytes } from 'node:crypto';

import { IDENTITIES } from '../accounts.ts';
import type { Spoils } from '../spoils.ts';
import type { JsonObject } from '../json.ts';
import { signed } from '../keys.ts';
import type { KeyPair } from '../keys.ts';
import { HTML_502, PADDING, WORDS } from '../spoiled-bodies.ts';
import { utcTime } from '../times.ts';
import type { Answer, Outcome } from '../upstream.ts';
import { styleOf, write } from '../writing.ts';
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
  pair: KeyPair,
  now: () => number,
): (outcome: Outcome, context: InquiryPaymentContext, spoils: Spoils) => Answer {
  return (outcome, { target, asked }, spoils) => {
    const body = bodyFor(outcome, spoils, asked);
    // Alipay's own messages of 2019 to 2025 carry UTC to the second.
    const responseTime = utcTime(now() - (spoils.ageMs ?? 0));
    const { inquiryClient, inquiryKeyVersion } = IDENTITIES;
    const text = `POST ${target}\n${inquiryClient}.${responseTime}.${body}`;
    const right = signed(spoils.signature === 'wrong' ? `${text}\n` : text, pair);
    const header = (signature: string): string =>
      `algorithm=RSA256, keyVersion=${inquiryKeyVersion}, signature=${encodeURIComponent(signature)}`;
    const unsigned = spoils.signature === 'absent' || ('code' in outcome && !resultFor(outcome.code).signed);
    return {
      status: spoils.httpStatus ?? 200,
      headers: {
        'content-type': spoils.content === 'html' ? 'text/html' : 'application/json;charset=UTF-8',
        'client-id': inquiryClient,
        tracerid: randomBytes(16).toString('hex'),
        ...(unsigned || spoils.content === 'html' || spoils.signature === 'half'
          ? {}
          : { 'response-time': responseTime }),
        ...(unsigned || spoils.content === 'html'
          ? {}
          : {
              signature:
                spoils.signature === 'doubled' ? [header(right), header(signed(`${text}\n`, pair))] : header(right),
            }),
      },
      body,
    };
  };
}

function bodyFor(outcome: Outcome, spoils: Spoils, asked: string): string {
  if (spoils.content === 'html') return HTML_502;
  if (spoils.content === 'words') return WORDS;
  const resultCode = 'facts' in outcome ? 'SUCCESS' : outcome.code;
  const { status, message } = resultFor(resultCode);
  const resultMessage = ('reason' in outcome ? outcome.reason : undefined) ?? message;
  const body: JsonObject = {
    result: { resultCode, resultStatus: status, resultMessage },
    ...('facts' in outcome ? outcome.facts : {}),
    ...(spoils.content === 'padded' ? { padding: PADDING } : {}),
  };
  return write(body, styleOf(asked));
}
