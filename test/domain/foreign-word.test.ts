import { expect, test } from 'vitest';
import { foreignWord } from '../../src/domain/foreign-word.ts';
import { moneyFromMinor } from '../../src/domain/money.ts';
import { statusFrom } from '../../src/domain/status.ts';

test.each([
  [' trade_Success\n', 'TRADE_SUCCESS'],
  ['', ''],
  [null, ''],
  [undefined, ''],
  // Whose capitals in Unicode are ASCII letters.
  ['\u017fuccess', '\u017fUCCESS'],
  ['pa\u0131d', 'PA\u0131D'],
  ['straße', 'STRAßE'],
])('%j is compared as %j', (written, word) => {
  expect(foreignWord(written)).toBe(word);
});

test('a letter in disguise makes no success and no currency', () => {
  expect(statusFrom({ SUCCESS: 'SUCCEEDED' }, 'SUCCE\u017f\u017f')).toBe('UNKNOWN');
  expect(() => moneyFromMinor('1', 'u\u017fd')).toThrow(/^expected an ISO 4217 currency/);
});
