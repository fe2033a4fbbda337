import type { JsonObject } from './json.ts';
import type { Spoils } from './spoils.ts';
import { write } from './writing.ts';
import type { Style } from './writing.ts';

const WORDS = 'The payment is fine, but this is not JSON.';
const PADDING = 'x'.repeat(2 * 1024 * 1024);
const DEPTH = 100_000;
const PLACE = '%place%';
// 0xff never occurs in UTF-8.
const NOT_UTF_8 = Buffer.from([0x22, 0xc3, 0x28, 0xff, 0x22]);

/** What is sent instead of JSON, whatever was to be said; undefined when JSON is. */
export function withoutJson(content: Spoils['content']): Buffer | undefined {
  if (content === 'words') return Buffer.from(WORDS);
  return content === 'empty' ? Buffer.alloc(0) : undefined;
}

/** The bytes of a JSON object. What is signed, and what is sent, are these bytes. */
export function spelled(value: JsonObject, style: Style, content: Spoils['content']): Buffer {
  switch (content) {
    case 'padded':
      return Buffer.from(write({ ...value, padding: PADDING }, style));
    case 'nested':
      return placed(value, style, Buffer.from('['.repeat(DEPTH) + ']'.repeat(DEPTH)));
    case 'not-utf-8':
      return placed(value, style, NOT_UTF_8);
    case 'doubled':
      return Buffer.from(doubled(write(value, style)));
    case 'gbk':
      return inGbk(write({ ...value, note: '支付成功' }, style));
    case 'words':
    case 'empty':
    case undefined:
      return Buffer.from(write(value, style));
  }
}

/** The same with one digit, or where there is none a blank, made another. */
export function altered(body: Buffer): Buffer {
  const at = body.findLastIndex((byte) => byte >= 0x30 && byte <= 0x39);
  if (at < 0) return Buffer.concat([body.subarray(0, 1), Buffer.from(' '), body.subarray(1)]);
  const other = Buffer.from(body);
  other[at] = body[at] === 0x39 ? 0x31 : (body[at] ?? 0) + 1;
  return other;
}

function placed(value: JsonObject, style: Style, bytes: Buffer): Buffer {
  const [before = '', after = ''] = write({ ...value, note: PLACE }, style).split(`"${PLACE}"`);
  return Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]);
}

const OTHER_STATUS: Readonly<Record<string, string>> = {
  payStatus: 'TRADE_CLOSED',
  paymentStatus: 'CANCELLED',
  trade_status: 'TRADE_CLOSED',
};

function doubled(json: string): string {
  return json.replace(
    /"(payStatus|paymentStatus|trade_status)":"[^"]*"/,
    (member, name: string) => `${member},"${name}":"${OTHER_STATUS[name] ?? ''}"`,
  );
}

let gbk: ReadonlyMap<string, readonly [number, number]> | undefined;

// The platform only decodes GBK, so its two-byte characters are decoded one by one, the first time they are needed.
function inGbk(text: string): Buffer {
  gbk ??= new Map(pairs().map((pair) => [new TextDecoder('gbk').decode(Buffer.from(pair)), pair]));
  const known = gbk;
  return Buffer.from(Array.from(text, (character) => known.get(character) ?? [character.charCodeAt(0) & 0x7f]).flat());
}

function pairs(): (readonly [number, number])[] {
  const trails = Array.from({ length: 0xbf }, (_, index) => 0x40 + index).filter((trail) => trail !== 0x7f);
  return Array.from({ length: 0x7e }, (_, index) => 0x81 + index).flatMap((lead) =>
    trails.map((trail) => [lead, trail] as const),
  );
}
