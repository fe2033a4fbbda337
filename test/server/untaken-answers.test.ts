import { ServerResponse, type IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { UntakenAnswers } from '../../src/server/untaken-answers.ts';

/** An answer of which so many bytes wait to be read. */
function answer(bytes: number) {
  const response = new ServerResponse({ method: 'GET' } as IncomingMessage);
  return Object.defineProperty(response, 'writableLength', { get: () => bytes, configurable: true });
}

const setWaiting = (response: ServerResponse, bytes: number) =>
  Object.defineProperty(response, 'writableLength', { get: () => bytes, configurable: true });

describe('an answer', () => {
  test('of which something waits to be read is overdue when its time is up, and not before', () => {
    const untaken = new UntakenAnswers(1_000);
    const slow = answer(5);
    expect(untaken.overdue([slow], 10)).toEqual([]);
    expect(untaken.overdue([slow], 1_009)).toEqual([]);
    expect(untaken.overdue([slow], 1_010)).toEqual([slow]);
  });

  test('that was read in between has all its time again', () => {
    const untaken = new UntakenAnswers(1_000);
    const stream = answer(5);
    expect(untaken.overdue([stream], 0)).toEqual([]);
    setWaiting(stream, 0);
    expect(untaken.overdue([stream], 900)).toEqual([]);
    setWaiting(stream, 7);
    expect(untaken.overdue([stream], 1_500)).toEqual([]);
    expect(untaken.overdue([stream], 2_500)).toEqual([stream]);
  });

  test('that is still being made may take its time', () => {
    const untaken = new UntakenAnswers(1_000);
    const made = answer(0);
    for (const now of [0, 5_000, 50_000]) expect(untaken.overdue([made], now)).toEqual([]);
  });
});
