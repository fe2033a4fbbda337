import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dispatcher } from 'undici';
import { Deadline, DeadlineError, type Leave } from '../../src/upstream/deadline.ts';
import { DEFAULT_UPSTREAM_LIMITS } from '../../src/upstream/limits.ts';
import { createDispatcher, post } from '../../src/upstream/transport.ts';
import { TransportError } from '../../src/upstream/transport-error.ts';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { nowhere, servingBytes, servingHttp, type Received } from './serving.ts';

const LIMIT = 20_000;
const OK = 'HTTP/1.1 200 OK\r\n';
const never = new AbortController().signal;

describe('transport', () => {
  let dispatcher: Dispatcher;
  beforeAll(() => {
    dispatcher = createDispatcher({ ...DEFAULT_UPSTREAM_LIMITS, answerBytes: LIMIT });
  });
  afterAll(() => dispatcher.destroy());

  const send = (origin: string, leave: Leave = never) =>
    post(dispatcher, { origin, path: '/path' }, { headers: { 'x-mine': 'a' }, body: '{"é":1}' }, leave);
  const failure = async (answer: Parameters<typeof servingBytes>[0]) => {
    await using server = await servingBytes(answer);
    const error = await send(server.origin).catch((caught: unknown) => caught);
    if (!(error instanceof TransportError)) throw new Error('expected a transport error', { cause: error });
    return error;
  };

  it('sends the body’s bytes and asks for no encoding', async () => {
    let received: Received | undefined;
    await using server = await servingHttp((request) => {
      received = request;
      request.response.end('{}');
    });
    await send(server.origin);
    expect(received?.body).toBe('{"é":1}');
    expect(received?.headers).toMatchObject({
      'x-mine': 'a',
      'accept-encoding': 'identity',
      'content-length': String(Buffer.byteLength('{"é":1}')),
    });
  });

  it('takes status, headers and bytes as they come, repeated headers apart', async () => {
    const head = 'HTTP/1.1 418 Teapot\r\nSignature: a\r\nsignature: b\r\nX-One: c\r\ncontent-length: 4\r\n\r\n';
    await using server = await servingBytes(Buffer.concat([Buffer.from(head), Buffer.from([0xff, 0x00, 0xfe, 0x0a])]));
    const response = await send(server.origin);
    expect(response.status).toBe(418);
    expect(response.headers).toMatchObject({ signature: ['a', 'b'], 'x-one': ['c'] });
    expect([...response.body]).toEqual([0xff, 0x00, 0xfe, 0x0a]);
  });

  it('does not follow redirects', async () => {
    let elsewhere = 0;
    await using target = await servingHttp(({ response }) => {
      elsewhere += 1;
      response.end('{}');
    });
    await using server = await servingHttp(({ response }) => {
      response.writeHead(307, { location: target.origin }).end();
    });
    expect((await send(server.origin)).status).toBe(307);
    expect(elsewhere).toBe(0);
  });

  it('takes an answer up to the limit and cuts off a longer one, announced or not', async () => {
    await using server = await servingBytes(`${OK}content-length: ${LIMIT}\r\n\r\n${'x'.repeat(LIMIT)}`);
    expect((await send(server.origin)).body).toHaveLength(LIMIT);
    const announced = await failure(`${OK}content-length: ${LIMIT + 1}\r\n\r\n${'x'.repeat(LIMIT + 1)}`);
    expect(announced.fault).toBe('unacceptable');
    let closed = false;
    const endless = await failure((socket) => {
      socket.write(`${OK}transfer-encoding: chunked\r\n\r\n`);
      const more = () => {
        if (socket.destroyed) return;
        socket.write(`400\r\n${'x'.repeat(1_024)}\r\n`, more);
      };
      socket.once('close', () => {
        closed = true;
      });
      more();
    });
    expect(endless).toMatchObject({ fault: 'unacceptable', message: 'the answer is longer than the limit' });
    await expect.poll(() => closed, { interval: 5, timeout: 10_000 }).toBe(true);
  });

  it.each(['gzip', 'br', 'GZIP, identity'])(
    'refuses an answer with content-encoding %s without reading it',
    async (encoding) => {
      const bomb = gzipSync(Buffer.alloc(10_000_000));
      const refused = await failure((socket) => {
        // Never ends: whoever waited for the rest would wait for long.
        socket.write(`${OK}content-encoding: ${encoding}\r\ncontent-length: 9999999\r\n\r\n`);
        socket.write(bomb);
      });
      expect(refused).toMatchObject({ fault: 'unacceptable', message: expect.stringContaining(encoding) as string });
    },
  );

  it.each(['identity', 'Identity'])('takes content-encoding %s for none', async (encoding) => {
    await using server = await servingBytes(`${OK}content-encoding: ${encoding}\r\ncontent-length: 2\r\n\r\n{}`);
    expect((await send(server.origin)).body.toString()).toBe('{}');
  });

  it.each<[string, Parameters<typeof servingBytes>[0], TransportError['fault']]>([
    ['a body cut short', `${OK}content-length: 10\r\n\r\nhalf`, 'unreachable'],
    ['a chunked body cut short', `${OK}transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n`, 'unreachable'],
    ['no answer at all', '', 'unreachable'],
    ['a reset', (socket) => socket.resetAndDestroy(), 'unreachable'],
    ['words', 'I am no server\r\n\r\n', 'unacceptable'],
    ['random bytes', Buffer.from(Array.from({ length: 512 }, (_, index) => (index * 37) % 256)), 'unacceptable'],
    ['a flood of headers', `${OK}${'x-flood: yes\r\n'.repeat(20_000)}\r\n`, 'unacceptable'],
    ['one endless header', `${OK}x-flood: ${'y'.repeat(1_000_000)}`, 'unacceptable'],
    ['two different lengths', `${OK}content-length: 2\r\ncontent-length: 3\r\n\r\n{} `, 'unreachable'],
  ])('calls %s by its name', async (_, answer, fault) => {
    expect((await failure(answer)).fault).toBe(fault);
  });

  it('calls a refused connection unreachable, and says why without the address', async () => {
    const error = await send(await nowhere()).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ fault: 'unreachable', message: 'the connection failed (ECONNREFUSED)' });
  });

  it.each([
    ['before its headers', 'HTTP/1.1 200'],
    ['within its body', `${OK}content-length: 100\r\n\r\n{`],
  ])('gives an answer that drips %s no more than the attempt’s time', async (_, beginning) => {
    const clock = new VirtualClock();
    let dripping = 0;
    let closed = false;
    await using server = await servingBytes((socket) => {
      socket.write(beginning);
      const drip = setInterval(() => {
        dripping += 1;
        socket.write(' ');
      }, 5);
      socket.once('close', () => {
        clearInterval(drip);
        closed = true;
      });
    });
    const deadline = new Deadline(clock, 2_000, never);
    const outcome = send(server.origin, deadline).catch((caught: unknown) => caught);
    await expect.poll(() => dripping, { interval: 5, timeout: 10_000 }).toBeGreaterThan(3);
    await clock.advance(2_000);
    expect(await outcome).toBeInstanceOf(DeadlineError);
    deadline.end();
    await expect.poll(() => closed, { interval: 5, timeout: 10_000 }).toBe(true);
    expect(clock.sleeping).toBe(0);
  });

  it('ends the request when its signal aborts, with the signal’s reason', async () => {
    const leaving = new AbortController();
    let closed = false;
    await using server = await servingBytes((socket) => {
      socket.once('close', () => {
        closed = true;
      });
      leaving.abort(new Error('the caller has left'));
    });
    await expect(send(server.origin, leaving.signal)).rejects.toThrow('the caller has left');
    await expect.poll(() => closed, { interval: 5, timeout: 10_000 }).toBe(true);
  });
});
