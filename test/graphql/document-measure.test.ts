import { Kind, parse, visit, type DocumentNode } from 'graphql';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measureOf, type Measure } from '../../src/graphql/document-measure.ts';

/** Another way to the same: every spread written out, then counted. */
function writtenOut(document: DocumentNode): Measure {
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  const expand = (node: DocumentNode): DocumentNode =>
    visit(node, {
      FragmentSpread: (spread) => {
        const { selectionSet, directives = [] } = fragments.get(spread.name.value)!;
        return {
          ...spread,
          kind: Kind.INLINE_FRAGMENT,
          selectionSet,
          directives: [...(spread.directives ?? []), ...directives],
        };
      },
    });
  let whole: DocumentNode = {
    ...document,
    definitions: document.definitions.filter(({ kind }) => kind !== Kind.FRAGMENT_DEFINITION),
  };
  for (let again = whole; ; whole = again) {
    again = expand(whole);
    if (JSON.stringify(again) === JSON.stringify(whole)) break;
  }
  let [depth, deepest, aliases, rootFields, directives] = [0, 0, 0, 0, 0];
  visit(whole, {
    Field: {
      enter: (node) => {
        depth += 1;
        deepest = Math.max(deepest, depth);
        if (depth === 1) rootFields += 1;
        if (node.alias) aliases += 1;
      },
      leave: () => {
        depth -= 1;
      },
    },
    Directive: () => {
      directives += 1;
    },
  });
  return { depth: deepest, aliases, rootFields, directives };
}

const NAMES = ['a', 'b', 'c'];
const directive = fc.constantFrom('', '', ' @skip(if: false)', ' @include(if: true) @skip(if: false)');

/** A fragment spreads only those after it. */
const documents = fc.letrec<{ set: string }>((tie) => ({
  set: fc
    .array(
      fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.tuple(fc.constantFrom('', 'x: '), fc.constantFrom(...NAMES), directive).map((parts) => parts.join('')),
        fc.constant('...SPREAD'),
        fc.tuple(fc.constantFrom('', 'y: '), tie('set')).map(([alias, set]) => `${alias}o ${set}`),
        fc.tuple(directive, tie('set')).map(([directives, set]) => `... on T${directives} ${set}`),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((selections) => `{ ${selections.join(' ')} }`),
})).set;

const spreading = (set: string, from: number, pick: number) =>
  set.replaceAll('...SPREAD', () => (from < 3 ? `...F${from + (pick % (3 - from))}` : 'a'));

describe('the measure of a document', () => {
  test('is that of the document with every fragment written out', () => {
    fc.assert(
      fc.property(fc.array(documents, { minLength: 4, maxLength: 4 }), fc.nat(2), ([root, ...sets], pick) => {
        const fragments = sets.map((set, index) => `fragment F${index} on T ${spreading(set, index + 1, pick)}`);
        const document = parse(`${spreading(root!, 0, pick)} ${fragments.join('\n')}`);
        expect(measureOf(document)).toEqual(writtenOut(document));
      }),
      { numRuns: 500 },
    );
  });

  test('is the most of several operations, not their sum', () => {
    const document = parse('query A { a b c } query B @d { x: a { y: b } }');
    expect(measureOf(document)).toEqual({ depth: 2, aliases: 2, rootFields: 3, directives: 1 });
  });

  test('leaves out how deep an introspection goes, and nothing else of it', () => {
    const document = parse('{ __schema { types { x: fields { name @skip(if: true) } } } a }');
    expect(measureOf(document)).toEqual({ depth: 1, aliases: 1, rootFields: 2, directives: 1 });
  });

  test('grows with what fragments multiply, and is found at once', () => {
    const doubling = Array.from({ length: 60 }, (_, n) => `fragment F${n} on T { ...F${n + 1} ...F${n + 1} }`);
    const document = parse(`{ ...F0 } ${doubling.join(' ')} fragment F60 on T { x: a }`);
    expect(measureOf(document).aliases).toBe(2 ** 60);
  });

  test.each([
    ['that spreads itself', '{ ...F } fragment F on T { x: a ...F }'],
    ['that spread each other', '{ ...F } fragment F on T { x: a ...G } fragment G on T { ...F }'],
    ['that are not there', '{ x: a ...F }'],
  ])('ends with fragments %s', (_name, document) => {
    expect(measureOf(parse(document)).aliases).toBe(1);
  });

  test('of what is nested beyond all measure is infinitely deep', () => {
    const chain = Array.from({ length: 50_000 }, (_, n) => `fragment F${n} on T { a ...F${n + 1} }`);
    expect(measureOf(parse(`{ ...F0 } ${chain.join(' ')}`)).depth).toBe(Infinity);
  });
});
