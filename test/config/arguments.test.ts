import { expect, it } from 'vitest';
import { readArguments } from '../../src/config/arguments.ts';

it('lets nobody but a primary start a worker', () => {
  expect(readArguments(['worker'], {}, true)).toEqual({ kind: 'worker' });
  expect(readArguments(['worker'], {})).toEqual({
    kind: 'fault',
    message: 'expected no argument but "sandbox", got another',
  });
  expect(readArguments(['worker', 'more'], {}, true).kind).toBe('fault');
});
