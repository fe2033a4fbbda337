import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../src/upstream/events.ts';
import * as answers from '../lookup/answers.ts';
import { reference } from './accounts.ts';

const ASKED = { reference: reference('P'), options: 0, at: 0 };

describe('events', () => {
  it('name upstream’s words, and of what looks like no word only its length', () => {
    const paid = answers.success(ASKED);
    const saying = (statusRaw: string) =>
      eventsOf({ ...paid, payment: paid.payment && { ...paid.payment, status: 'UNKNOWN', statusRaw } }, 5);
    expect(saying('PAY_LIMBO')).toContainEqual(expect.objectContaining({ kind: 'unknown-word', word: 'PAY_LIMBO' }));
    expect(saying('Bob Smith 13800138000')).toContainEqual(
      expect.objectContaining({ kind: 'unknown-word', word: '(21 characters)' }),
    );
    const result = { ...answers.FORBIDDEN, code: 'ALICE@EXAMPLE.COM' };
    expect(eventsOf(answers.verified(ASKED, result), 5)).toMatchObject([
      { kind: 'attempt', code: '(17 characters)', ms: 5 },
    ]);
  });

  it('quote our own words alone as the reason, whatever upstream calls its code', () => {
    const result = { ...answers.FORBIDDEN, code: 'GATEWAY_TIMEOUT', message: 'Bob Smith 13800138000' };
    expect(result.dialect).not.toBeNull();
    expect(eventsOf(answers.verified(ASKED, result), 5)).toMatchObject([{ kind: 'attempt', reason: null }]);
  });
});
