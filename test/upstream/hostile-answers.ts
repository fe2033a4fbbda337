import { gzipSync } from 'node:zlib';
import type { Socket } from 'node:net';
import type { Dialect } from '../../src/domain/dialect.ts';
import type { GatewayResultCode } from '../../src/domain/gateway-results.ts';
import { CASES, signedAnswer } from '../fuzz/answers.ts';

/** What an upstream does to the connection on which it was asked, and the result it has to come to. */
export interface HostileAnswer {
  readonly name: string;
  readonly code: GatewayResultCode;
  readonly answer: (socket: Socket) => void;
}

const OK = 'HTTP/1.1 200 OK\r\n';
const TYPE = 'content-type: application/json\r\n';

/** Every way an HTTP answer can be wrong, whatever it says. */
export const HOSTILE_HTTP: readonly HostileAnswer[] = [
  bytes('nothing at all', 'GATEWAY_UNREACHABLE', ''),
  bytes('words', 'GATEWAY_MALFORMED_RESPONSE', 'I am no server\r\n\r\n'),
  bytes('a page', 'GATEWAY_MALFORMED_RESPONSE', sized('<!doctype html><p>hello', 'content-type: text/html\r\n')),
  bytes('a redirect', 'GATEWAY_MALFORMED_RESPONSE', `HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n`),
  bytes('a body cut short', 'GATEWAY_UNREACHABLE', `${OK}${TYPE}content-length: 100\r\n\r\n{"trade_no":`),
  bytes('a chunk cut short', 'GATEWAY_UNREACHABLE', `${OK}${TYPE}transfer-encoding: chunked\r\n\r\nff\r\n{"trade_no":`),
  bytes('a length shorter than the body', 'GATEWAY_MALFORMED_RESPONSE', `${OK}${TYPE}content-length: 5\r\n\r\n{"trade_no":"1"}`),
  bytes('a negative length', 'GATEWAY_MALFORMED_RESPONSE', `${OK}content-length: -1\r\n\r\n{}`),
  bytes('a length beyond all numbers', 'GATEWAY_UNREACHABLE', `${OK}content-length: 99999999999999999999\r\n\r\n{}`),
  bytes('a length beyond the limit', 'GATEWAY_UNREACHABLE', `${OK}content-length: 9999999999\r\n\r\n{}`),
  bytes('chunks and a length', 'GATEWAY_UNREACHABLE', `${OK}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
  bytes('a chunk size that is none', 'GATEWAY_MALFORMED_RESPONSE', `${OK}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`),
  bytes('a flood of headers', 'GATEWAY_MALFORMED_RESPONSE', `${OK}${'x-flood: yes\r\n'.repeat(20_000)}\r\n`),
  bytes('one header too long', 'GATEWAY_MALFORMED_RESPONSE', `${OK}x-flood: ${'y'.repeat(1_000_000)}`),
  bytes('a flood of trailers', 'GATEWAY_MALFORMED_RESPONSE', `${OK}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n${'x: y\r\n'.repeat(20_000)}\r\n`),
  bytes('an upgrade nobody asked for', 'GATEWAY_UNREACHABLE', 'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n'),
  bytes('an interim answer and nothing more', 'GATEWAY_UNREACHABLE', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'),
  bytes('a compressed bomb', 'GATEWAY_MALFORMED_RESPONSE', Buffer.concat([
    Buffer.from(`${OK}${TYPE}content-encoding: gzip\r\n\r\n`), gzipSync(Buffer.alloc(50_000_000)),
  ])),
  bytes('a bomb as a coding of its transfer', 'GATEWAY_MALFORMED_RESPONSE', Buffer.concat([
    Buffer.from(`${OK}${TYPE}transfer-encoding: gzip, chunked\r\n\r\n4\r\n`), Buffer.from([0x1f, 0x8b, 8, 0]), Buffer.from('\r\n0\r\n\r\n'),
  ])),
  endless('an endless body', 'GATEWAY_MALFORMED_RESPONSE', `${OK}${TYPE}\r\n`, ' '.repeat(65_536)),
  endless('endless chunks', 'GATEWAY_MALFORMED_RESPONSE', `${OK}transfer-encoding: chunked\r\n\r\n`, `400\r\n${' '.repeat(1_024)}\r\n`),
  endless('an endless chunk extension', 'GATEWAY_TIMEOUT', `${OK}transfer-encoding: chunked\r\n\r\n2;`, 'x'.repeat(65_536)),
  endless('interim answers without end', 'GATEWAY_TIMEOUT', '', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'.repeat(100)),
  drip('an answer that drips', 'GATEWAY_TIMEOUT', `${OK}${TYPE}content-length: 100000\r\n\r\n`),
  endless('white space before any answer', 'GATEWAY_TIMEOUT', '', '\r\n'.repeat(1_000)),
]; // prettier-ignore

/** What a dialect's answer can hold, signed as it should be, that must not be taken for a payment. */
export function hostileContents(dialect: Dialect): readonly HostileAnswer[] {
  const one = CASES.find((each) => each.dialect === dialect)!;
  const full = one.contents[0]!;
  const outer = dialect === 'PAY_QUERY' ? '"body":{' : '{';
  const added = (json: string) => full.replace(outer, `${outer}${json},`);
  const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const amount = dialect === 'TRADE_QUERY' ? /"total_amount":"[^"]*"/ : /"value":"[^"]*"/;
  const name = dialect === 'TRADE_QUERY' ? '"total_amount"' : '"value"';
  const worth = (json: string) => full.replace(amount, `${name}:${json}`);
  // A list, or an object, that may come as text which holds it.
  const held = { PAY_QUERY: 'head', INQUIRY_PAYMENT: 'transactions', TRADE_QUERY: 'fund_bill_list' }[dialect];
  const holding = (text: string) => JSON.stringify({ ...(JSON.parse(full) as object), [held]: text });
  const signed = (label: string, content: string | Buffer): HostileAnswer =>
    bytes(label, 'GATEWAY_MALFORMED_RESPONSE', http(signedAnswer(one, content)));
  return [
    signed('lists a hundred thousand deep', added(`"deep":${deep(100_000)}`)),
    signed('lists a hundred deep', added(`"deep":${deep(100)}`)),
    signed('maps a hundred thousand deep', added(`"deep":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)),
    signed('a hundred thousand values', added(`"many":[${'0,'.repeat(100_000)}0]`)),
    signed('a hundred thousand members', added('"a":1,'.repeat(100_000).slice(0, -1))),
    signed('a text that holds lists a hundred deep', holding(deep(100))),
    signed('a text that holds a hundred thousand values', holding(`[${'0,'.repeat(100_000)}0]`)),
    signed('an amount that is there twice', full.replace(amount, (found) => `${found},${name}:"1"`)),
    signed('an amount of a million digits', worth('1'.repeat(900_000))),
    signed('an amount of a million digits, as text', worth(`"${'1'.repeat(900_000)}"`)),
    signed('an amount beyond all floats', worth('1e999999')),
    signed('an amount below zero', worth('-1')),
    signed('an amount that is half a character', worth('"\\ud800"')),
    signed('an amount with a NUL', worth('"2\\u00003"')),
    signed('a byte order mark', `\ufeff${full}`),
    signed('a NUL in front', `\0${full}`),
    signed('something behind', `${full}{}`),
    signed('a comma too many', full.replace(/\}$/, ',}')),
    signed('a comment', added('"a":/* */1')),
    signed('single quotes', full.replaceAll('"', "'")),
    signed('a NUL in a text', added('"a":"\0"')),
    signed('bytes that are no UTF-8', Buffer.from(added('"a":"\u00ff"'), 'latin1')),
    signed('half a surrogate pair in bytes', Buffer.concat([Buffer.from(added('"a":"').split('"a":"')[0]!), Buffer.from('"a":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')])),
    signed('a list', `[${full}]`),
    signed('a text that holds it', JSON.stringify(full)),
    signed('nothing', 'null'),
  ]; // prettier-ignore
}

function bytes(name: string, code: GatewayResultCode, answer: string | Buffer): HostileAnswer {
  return { name, code, answer: (socket) => void socket.end(answer) };
}

/** One byte and then the next, with time to breathe. */
function drip(name: string, code: GatewayResultCode, beginning: string): HostileAnswer {
  return {
    name,
    code,
    answer: (socket) => {
      socket.write(beginning);
      const timer = setInterval(() => socket.write(' '), 20);
      socket.once('close', () => clearInterval(timer));
    },
  };
}

/** More and more of it, until the other side has had enough. */
function endless(name: string, code: GatewayResultCode, beginning: string, more: string): HostileAnswer {
  return {
    name,
    code,
    answer: (socket) => {
      socket.write(beginning);
      const send = () => {
        // Not before the other side had its turn: writes that succeed at once would let nothing else happen.
        if (!socket.destroyed) socket.write(more, () => setImmediate(send));
      };
      send();
    },
  };
}

function sized(body: string, headers: string): string {
  return `${OK}${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function http({ headers, body }: ReturnType<typeof signedAnswer>): Buffer {
  const lines = Object.entries(headers).flatMap(([name, values]) => values.map((value) => `${name}: ${value}\r\n`));
  return Buffer.concat([Buffer.from(`${OK}${TYPE}${lines.join('')}content-length: ${body.length}\r\n\r\n`), body]);
}
