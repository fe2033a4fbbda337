import fc from 'fast-check';
import { buildSchema, execute, isObjectType, parse, validateExecutionArgs, type GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { CompiledQuery } from '../../../src/graphql/execution/compiled-query.ts';

// Resolvers that fail, at once or later, give errors, or nothing where there must be something: what is null then, and
// which errors are told, is what graphql-js makes of it.

const schema = buildSchema(`
  type Query { maybe: Thing must: Thing! }
  type Thing {
    maybe: Thing must: Thing! things: [Thing] allThings: [Thing!]! rows: [[Thing!]]
    text: String required: String! number: Int words: [String] allWords: [String!]! colour: Colour
  }
  enum Colour { RED GREEN }
`);

const document = parse(`{
  maybe { ...All maybe { ...All } must { text required } things { ...All } }
  must { ...All allThings { required maybe { text } } rows { required text } }
}
fragment All on Thing { __typename text again: required number words allWords colour }`);

/** What a field comes to: a value, something that is thrown, given as an error, or not there yet. */
type Found =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'throws' | 'gives an error'; readonly said: string }
  | { readonly kind: 'later'; readonly turns: number; readonly then: Found };

const LEAVES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  String: fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '"', '\\', '\u2028', '\ud800', 'é', '\n'),
    fc.boolean(),
  ),
  Int: fc.oneof(fc.integer(), fc.double(), fc.constant('7'), fc.constant('x')),
  Colour: fc.constantFrom('RED', 'GREEN', 'BLUE', 1),
};

/** What is found for a type, as a tree as deep as the document. */
function found(type: string, depth: number): fc.Arbitrary<Found> {
  const failing = fc.record({ kind: fc.constantFrom('throws', 'gives an error'), said: fc.string() });
  const value = (of: fc.Arbitrary<unknown>) => of.map((one): Found => ({ kind: 'value', value: one }));
  const atOnce: fc.Arbitrary<Found> = fc.oneof(
    { weight: 12, arbitrary: value(valueOf(type, depth)) },
    { weight: 1, arbitrary: value(fc.constantFrom(null, undefined)) },
    { weight: 1, arbitrary: failing },
  );
  const later = fc.record({ kind: fc.constant('later'), turns: fc.integer({ min: 1, max: 1_000_000 }), then: atOnce });
  return fc.oneof({ weight: 4, arbitrary: atOnce }, { weight: 1, arbitrary: later });
}

function valueOf(type: string, depth: number): fc.Arbitrary<unknown> {
  const list = /^\[(.*)\]$/.exec(type)?.[1];
  if (list !== undefined)
    return fc.oneof(
      { weight: 9, arbitrary: fc.array(found(bare(list), depth), { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.constant(7) },
    );
  const leaf = LEAVES[type];
  if (leaf !== undefined) return leaf;
  const named = schema.getType(type);
  if (!isObjectType(named) || depth === 0) return fc.constant({});
  return fc.record(
    Object.fromEntries(
      Object.values(named.getFields()).map((field) => [field.name, found(bare(String(field.type)), depth - 1)]),
    ),
  );
}

function bare(type: string): string {
  return type.replace(/!$/, '');
}

/** Turns what is found into what resolvers give: those who are later come one at a time, each in a turn of its own. */
class Turns {
  given = 0;
  readonly #waiting: { readonly at: number; readonly go: () => void }[] = [];

  give(found: Found): unknown {
    this.given += 1;
    switch (found.kind) {
      case 'value':
        return Array.isArray(found.value) ? found.value.map((one: Found) => this.#item(one)) : found.value;
      case 'throws':
        throw new Error(found.said);
      case 'gives an error':
        return new Error(found.said);
      case 'later':
        return new Promise((resolve, reject) => {
          this.#waiting.push({
            at: found.turns,
            go: () => {
              try {
                resolve(this.give(found.then));
              } catch (error) {
                reject(error instanceof Error ? error : new Error('unknown'));
              }
            },
          });
        });
    }
  }

  async until(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      await new Promise((turn) => setImmediate(turn));
      this.#waiting.sort((one, other) => other.at - one.at);
      this.#waiting.pop()?.go();
    }
  }

  #item(found: Found): unknown {
    return found.kind === 'throws' ? new Error(found.said) : this.give(found);
  }
}

for (const type of Object.values(schema.getTypeMap())) {
  if (!isObjectType(type) || type.name.startsWith('__')) continue;
  for (const field of Object.values(type.getFields())) {
    field.resolve = (source: Record<string, Found>, _args, turns: Turns) => {
      const one = source[field.name];
      return one === undefined ? null : turns.give(one);
    };
  }
}

async function settled<Result>(run: (turns: Turns) => Promise<Result>): Promise<Result> {
  const turns = new Turns();
  let isOver = false;
  const result = run(turns).finally(() => {
    isOver = true;
  });
  await turns.until(() => isOver);
  return result;
}

const told = (errors: readonly GraphQLError[] = []) => errors.map((error) => JSON.stringify(error)).toSorted();

test('nothing is begun any more when the answer is complete', async () => {
  const resolved = { kind: 'value', value: {} } as const;
  const late = { kind: 'later', turns: 1, then: { kind: 'value', value: { text: resolved } } } as const;
  const rootValue = { maybe: late, must: { kind: 'throws', said: 'none' } };
  const operation = validateExecutionArgs({ schema, document });
  if (!('operation' in operation)) throw new Error('expected a document that can run');
  const turns = new Turns();
  const written = await new CompiledQuery({ ...operation, rootValue }).run(turns, operation.variableValues);
  expect(written).toMatchObject({ data: 'null', errors: [{ path: ['must'] }] });
  const before = turns.given;
  let rounds = 0;
  await turns.until(() => (rounds += 1) > 5);
  // The one that was late is there by then, and nothing beneath it has been asked for.
  expect(turns.given).toBe(before + 1);
});

test('what fails is null, and told, where graphql-js has it', async () => {
  const operation = validateExecutionArgs({ schema, document });
  if (!('operation' in operation)) throw new Error('expected a document that can run');
  let [failed, whole] = [0, 0];
  await fc.assert(
    fc.asyncProperty(fc.record({ maybe: found('Thing', 2), must: found('Thing', 2) }), async (rootValue) => {
      const theirs = await settled(async (contextValue) => execute({ schema, document, rootValue, contextValue }));
      const compiled = new CompiledQuery({ ...operation, rootValue });
      const ours = await settled(async (turns) => compiled.run(turns, operation.variableValues));
      expect(ours?.data).toBe(JSON.stringify(theirs.data));
      expect(told(ours?.errors).join('\n')).toBe(told(theirs.errors).join('\n'));
      if (theirs.errors !== undefined) failed += 1;
      if (theirs.data?.['maybe'] != null) whole += 1;
    }),
    { numRuns: 400, endOnFailure: true },
  );
  expect(failed).toBeGreaterThan(100);
  expect(whole).toBeGreaterThan(20);
});
