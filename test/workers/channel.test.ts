import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { LateError } from '../../src/lookup/shared/in-time.ts';
import { GoneError } from '../../src/workers/channel.ts';
import { channels } from './channels.ts';

const WAIT_MS = 5_000;

it('gives each question its own answer, and sends what is said at once in one message', async () => {
  const { primary, worker, sent } = channels();
  primary.on('recall', (key) => ({ askedAt: key.length, text: key }));
  const told: number[] = [];
  primary.on('unsubscribe', (id) => told.push(id));
  worker.tell('unsubscribe', 7);
  const answers = await Promise.all(['a', 'bb', 'ccc'].map((key) => worker.ask('recall', key, WAIT_MS)));
  expect(answers).toEqual([
    { askedAt: 1, text: 'a' },
    { askedAt: 2, text: 'bb' },
    { askedAt: 3, text: 'ccc' },
  ]);
  expect(told).toEqual([7]);
  expect(sent).toEqual({ toPrimary: 1, toWorker: 1 });
});

it('answers slow questions in whatever order they are done, and nothing as null', async () => {
  const { primary, worker } = channels();
  const first = Promise.withResolvers<null>();
  primary.on('recall', (key) => (key === 'first' ? first.promise : undefined));
  const slow = worker.ask('recall', 'first', WAIT_MS);
  expect(await worker.ask('recall', 'second', WAIT_MS)).toBeNull();
  first.resolve(null);
  expect(await slow).toBeNull();
});

it('fails what is not answered in time, cannot be answered, or is asked of one that is gone', async () => {
  const { primary, worker } = channels();
  primary.on('recall', (key) => {
    if (key === 'faulty') throw new Error('it broke');
    return new Promise(() => undefined);
  });
  await expect(worker.ask('recall', 'silent', 20)).rejects.toBeInstanceOf(LateError);
  await expect(worker.ask('recall', 'faulty', WAIT_MS)).rejects.toThrow('it broke');
  await expect(worker.ask('openRates', null, WAIT_MS)).rejects.toThrow('nothing answers to openRates yet');
  const waiting = worker.ask('recall', 'silent', WAIT_MS);
  await sleep(5);
  worker.close();
  await expect(waiting).rejects.toBeInstanceOf(GoneError);
  await expect(worker.ask('recall', 'silent', WAIT_MS)).rejects.toBeInstanceOf(GoneError);
  worker.tell('unsubscribe', 7);
});

it('says what was told in vain where it failed, and goes on', async () => {
  const { primary, worker, faults } = channels();
  const broken = new Error('it broke');
  primary.on('unsubscribe', () => {
    throw broken;
  });
  primary.on('openRates', () => null);
  worker.tell('unsubscribe', 7);
  worker.tell('started', { url: 'nobody listens for it' });
  await worker.ask('openRates', null, WAIT_MS);
  expect(faults).toEqual([broken, new Error('nothing answers to started yet')]);
});

it('leaves messages of others alone', () => {
  const { worker } = channels();
  for (const message of [null, 'text', 7, {}, { channel: 'rate_limiter_flexible' }, { paygraph: 'no' }])
    expect(() => worker.take(message)).not.toThrow();
});
