import { getVariableValues, Kind, parse, type OperationDefinitionNode } from 'graphql';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oversizedVariable } from '../../src/graphql/oversized-values.ts';
import { schema } from '../../src/graphql/schema.ts';

const definitionsOf = (text: string) =>
  parse(`query (${text}) { __typename }`).definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  )?.variableDefinitions ?? [];
const ONE = definitionsOf('$ref: PaymentRef!');
const MANY = definitionsOf('$ref: [PaymentRef!]!');
const members = (count: number, of: (n: number) => unknown = () => 1) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`m${n}`, of(n)]));
const isOversized = (ref: unknown, definitions = ONE) => oversizedVariable(schema, definitions, { ref }) !== undefined;

describe('a value that does not fit and is beyond any mistake', () => {
  it.each([
    ['an object of ten thousand unknown members', members(10_000)],
    ['one unknown member beside a long text', { paymentId: 'x'.repeat(50_000), more: 1 }],
    ['an unknown member that holds much', { more: members(10_000) }],
    ['a known member that holds an object where a text belongs', { paymentId: members(10_000) }],
    ['a known member that holds a list of much', { paymentId: [members(10_000)] }],
    ['a list in place of an object', [members(10_000)]],
    ['a long text in place of an object', 'x'.repeat(50_000)],
    ['a long text in place of a word', { dialect: 'x'.repeat(50_000) }],
    ['an object of unknown members, deep', { more: { more: { more: members(10_000) } } }],
    [
      'unknown members with long names',
      Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`${n}${'x'.repeat(500)}`, 1])),
    ],
  ])('is found: %s', (_what, value) => {
    expect(isOversized(value)).toBe(true);
    expect(isOversized([{ dialect: 'TRADE_QUERY', paymentId: '1' }, value], MANY)).toBe(true);
  });
});

describe('a value that fits, or nearly does, is left to the engine', () => {
  it.each([
    ['a reference', { dialect: 'TRADE_QUERY', paymentId: '2013112011001004330000121536' }],
    ['one with a long text where a text belongs', { dialect: 'TRADE_QUERY', paymentId: 'x'.repeat(50_000) }],
    ['a member too many', { dialect: 'TRADE_QUERY', paymentid: '1' }],
    ['another word', { dialect: 'TRADE' }],
    ['a small object in place of a text', { dialect: 'TRADE_QUERY', paymentId: { id: 1 } }],
    ['a number', 7],
    ['null', null],
    ['nothing', undefined],
  ])('%s', (_what, value) => {
    expect(isOversized(value)).toBe(false);
  });

  it('a list of two hundred references', () => {
    const refs = Array.from({ length: 200 }, (_, n) => ({ dialect: 'TRADE_QUERY', paymentId: `${n}`.repeat(20) }));
    expect(isOversized(refs, MANY)).toBe(false);
  });
});

it('whatever is found does not fit', () => {
  fc.assert(
    fc.property(fc.jsonValue({ depthSize: 'large' }), fc.nat(400), (value, count) => {
      const ref = { dialect: 'TRADE_QUERY', ...members(count % 7 === 0 ? 0 : count, () => value) };
      for (const [definitions, given] of [
        [ONE, ref],
        [MANY, [ref]],
        [ONE, value],
        [MANY, value],
      ] as const) {
        if (!isOversized(given, definitions)) continue;
        expect(getVariableValues(schema, definitions, { ref: given }, { maxErrors: 1 }).errors).toBeDefined();
      }
    }),
    { numRuns: 300 },
  );
});
