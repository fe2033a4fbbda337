import { Agent } from 'undici';
import { describe, expect, it } from 'vitest';
import { DeadlineError } from '../../src/upstream/deadline.ts';
import { systemClock } from '../../src/upstream/system-clock.ts';
import { post } from '../../src/upstream/transport.ts';
import { settled } from '../clock/virtual-clock.ts';
import { servingHttp, type Received } from './serving.ts';

describe('a sleep by the machine’s own time', () => {
  it('ends after answers that came while the process stood still', async () => {
    const { promise: received, resolve } = Promise.withResolvers<Received>();
    await using server = await servingHttp(resolve);
    const dispatcher = new Agent();
    const deadline = new AbortController();
    const answer = post(dispatcher, { origin: server.origin, path: '/' }, { headers: {}, body: '' }, deadline.signal);
    const { response } = await received;
    const slept = systemClock.sleep(20).then(() => deadline.abort(new DeadlineError('too late')));
    // As most work of the gateway is done: not in a timer's turn, before which sockets are read.
    await settled();
    response.end('in time');
    standStill(100);
    expect((await answer).body.toString()).toBe('in time');
    await slept;
    await dispatcher.close();
  });

  it('can be cut short until it ends', async () => {
    const [before, due] = [new AbortController(), new AbortController()];
    const early = systemClock.sleep(60_000, before.signal);
    before.abort(new Error('early'));
    await expect(early).rejects.toThrow('early');
    const late = systemClock.sleep(5, due.signal);
    setTimeout(() => due.abort(new Error('late')), 5);
    // Both are due when the process goes on: the abort comes directly after the sleep's own timer.
    standStill(20);
    await expect(late).rejects.toThrow('late');
    await expect(systemClock.sleep(0, due.signal)).rejects.toThrow('late');
  });
});

function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
