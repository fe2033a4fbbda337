import { decodeUtf8 } from '../../domain/utf8.ts';
import type { Evidence, RawResponse } from '../dialect.ts';
import type { PayQuerySettings } from './account.ts';
import { decodeString, membersOf } from '../json-members.ts';

type Depth = PayQuerySettings['signature']['base64'];

/** The envelope around a `request` value, its text untouched: the signature covers it from brace to brace. */
export function sealRequest(requestValue: string, signature: Buffer, depth: Depth): string {
  const once = signature.toString('base64');
  const written = depth === 'once' ? once : Buffer.from(once, 'latin1').toString('base64');
  return `{"request":${requestValue},"signature":"${written}"}`;
}

/** The literal bytes of the `response` value, wherever it stands, and the signatures beside it. */
export function responseEvidence(response: RawResponse, depth: Depth): Evidence {
  const members = membersOf(response.body);
  if (members === null) return { kind: 'unreadable', reason: 'expected a JSON object' };
  const [answer, another] = members.filter(({ name }) => name === 'response');
  if (answer === undefined) return { kind: 'unreadable', reason: 'expected a member "response", got none' };
  if (another !== undefined)
    return { kind: 'broken', reason: 'two members "response": which is signed cannot be told' };
  const whole = decodeUtf8(response.body);
  if (whole === null) return { kind: 'unreadable', reason: 'expected UTF-8' };
  // What is no JSON, two readers may cut in two ways.
  if (!isJson(whole)) return { kind: 'unreadable', reason: 'expected JSON' };
  const bytes = response.body.subarray(answer.start, answer.end);
  const content = bytes.toString('utf8');

  const stated = members.filter(({ name }) => name === 'signature');
  const written = stated.map(({ start, end }) => response.body.subarray(start, end));
  if (written.every((value) => value.equals(EMPTY) || value.equals(NULL))) return { kind: 'unsigned', content };
  const signatures = written.map((value) => decodeSignature(decodeString(value), depth));
  return signatures.every((signature) => signature !== null)
    ? { kind: 'signed', bytes, signatures, content, respondedAt: null }
    : { kind: 'broken', reason: 'the signature is not Base64' };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const EMPTY = Buffer.from('""');
const NULL = Buffer.from('null');
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

function decodeSignature(written: string | null, depth: Depth): Buffer | null {
  if (written === null) return null;
  const once = depth === 'once' ? written : Buffer.from(written, 'base64').toString('latin1');
  return BASE64.test(once) ? Buffer.from(once, 'base64') : null;
}
