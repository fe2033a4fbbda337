import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseIdentifier, MAX_IDENTIFIER_LENGTH, referenceKey } from '../../src/domain/reference.ts';

describe('the identifier to send', () => {
  it('is Alipay’s when both are given', () => {
    expect(chooseIdentifier({ paymentId: 'P', merchantReference: 'M' })).toEqual({ kind: 'paymentId', id: 'P' });
  });

  it('is the merchant’s when the other is absent, null or empty', () => {
    for (const paymentId of [undefined, null, '']) {
      const chosen = chooseIdentifier({ paymentId, merchantReference: 'M' });
      expect(chosen).toEqual({ kind: 'merchantReference', id: 'M' });
    }
  });

  it('is kept exactly as given, spaces, letters and all', () => {
    const id = ' 2014112611001004680 073956707 店';
    expect(chooseIdentifier({ paymentId: id })).toEqual({ kind: 'paymentId', id });
  });

  it('may have 64 characters, counted as people count them, and no more', () => {
    const longest = '😀'.repeat(MAX_IDENTIFIER_LENGTH);
    expect(chooseIdentifier({ paymentId: longest })).toHaveProperty('id', longest);
    expect(chooseIdentifier({ paymentId: `${longest}x` })).toEqual({
      fault: 'expected a paymentId of at most 64 characters, got 65',
    });
  });

  it.each(['a\nb', '\u0000', 'a\u0085', '\ud800'])('is at fault with %j', (id) => {
    expect(chooseIdentifier({ merchantReference: id })).toHaveProperty('fault');
  });

  it('is at fault when there is none', () => {
    expect(chooseIdentifier({})).toHaveProperty('fault');
    expect(chooseIdentifier({ paymentId: '', merchantReference: '' })).toHaveProperty('fault');
  });
});

describe('the key of a reference', () => {
  it('differs whenever the account, its identity, the kind or the identifier does', () => {
    const part = fc.string().filter((text) => !text.includes('\u0000'));
    const reference = fc.record({
      account: part,
      identity: fc.constantFrom('', 'a', 'b'),
      kind: fc.constantFrom('paymentId' as const, 'merchantReference' as const),
      id: part,
    });
    fc.assert(
      fc.property(reference, reference, (one, other) => {
        const same = (['account', 'identity', 'kind', 'id'] as const).every((name) => one[name] === other[name]);
        expect(referenceKey(one) === referenceKey(other)).toBe(same);
      }),
    );
  });
});
