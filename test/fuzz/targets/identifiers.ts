import fc from 'fast-check';
import { decodeNodeId, encodeNodeId } from '../../../src/graphql/node-id.ts';
import { pageOf } from '../../../src/graphql/paging.ts';
import { chooseIdentifier } from '../../../src/domain/reference.ts';
import { DIALECTS } from '../../../src/domain/dialect.ts';
import { TRANSACTION_TYPES } from '../../../src/domain/transaction.ts';
import { byteChanges, changedBytes, type ByteChange } from '../generators/byte-changes.ts';
import { changedJson, jsonChanges, type JsonChange } from '../generators/json-changes.ts';
import { Broken, mustHold, probe, type Target } from '../target.ts';

const word = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom('\ud800', '', 'P-1', 'x'.repeat(65)),
);

const parts = fc.oneof(
  fc.tuple(fc.constant(1), fc.constantFrom(...DIALECTS), word, fc.constantFrom('P', 'M'), word),
  fc.tuple(
    fc.constant(1),
    fc.constantFrom(...DIALECTS),
    word,
    fc.constantFrom('P', 'M'),
    word,
    fc.constantFrom(...TRANSACTION_TYPES),
    fc.option(word),
    fc.option(word),
    fc.nat(),
  ),
);

/** A global id, changed as JSON, as bytes, and as text; a reference; a page. */
interface Input {
  readonly parts: readonly unknown[];
  readonly json: readonly JsonChange[];
  readonly bytes: readonly ByteChange[];
  readonly text: readonly ByteChange[];
  readonly reference: { readonly paymentId?: string | undefined; readonly merchantReference?: string | undefined };
  readonly page: { readonly first?: number | undefined; readonly last?: number | undefined; readonly place: number };
}

const none = fc.constant([]);
const some = <T>(changes: fc.Arbitrary<readonly T[]>) =>
  fc.oneof({ weight: 2, arbitrary: none }, { weight: 1, arbitrary: changes });
const count = fc.option(fc.integer({ min: -2, max: 20 }), { nil: undefined });

const inputs: fc.Arbitrary<Input> = fc.record({
  parts,
  json: some(jsonChanges),
  bytes: some(byteChanges),
  text: some(byteChanges),
  reference: fc.record({
    paymentId: fc.option(word, { nil: undefined }),
    merchantReference: fc.option(word, { nil: undefined }),
  }),
  page: fc.record({ first: count, last: count, place: fc.integer({ min: -1, max: 2_000_000_000 }) }),
});

function idOf({ parts: list, json, bytes, text }: Input): string {
  const written = changedBytes(Buffer.from(changedJson(JSON.stringify(list), json)), bytes);
  return changedBytes(Buffer.from(written.toString('base64url')), text).toString();
}

function attempt(input: Input): string {
  tryReference(input.reference);
  tryPage(input);
  const id = idOf(input);
  const key = decodeNodeId(id);
  if (key === null) {
    const isOurs = input.json.length + input.bytes.length + input.text.length === 0;
    mustHold(!isOurs, 'an id of ours is none');
    return 'no id';
  }
  mustHold(encodeNodeId(key) === id, 'two ids for one thing');
  mustHold(DIALECTS.includes(key.reference.dialect), 'a dialect that is none');
  return key.type;
}

function tryReference(asked: Input['reference']): void {
  const chosen = chooseIdentifier(asked);
  if ('fault' in chosen) return;
  const { paymentId, merchantReference } = asked;
  mustHold(chosen.id === (paymentId === undefined || paymentId === '' ? merchantReference : paymentId), 'another id');
  mustHold(chosen.id.isWellFormed() && Array.from(chosen.id).length <= 64, 'an id that cannot be sent');
  const units = Array.from({ length: chosen.id.length }, (_, at) => chosen.id.charCodeAt(at));
  mustHold(
    units.every((unit) => unit >= 0x20 && (unit < 0x7f || unit > 0x9f)),
    'an id with a control character',
  );
}

const ITEMS = Array.from({ length: 12 }, (_, at) => at);

function tryPage({ page: { first, last, place }, text }: Input): void {
  const cursor = changedBytes(Buffer.from(Buffer.from(`v1:${place}`).toString('base64url')), text).toString();
  try {
    const { edges, totalCount } = pageOf(ITEMS, (item) => item % 2 === 0, { first, last, after: cursor });
    mustHold(totalCount === 6 && edges.every(({ node }) => node % 2 === 0), 'a page of what was not wanted');
    mustHold(edges.length <= Math.min(first ?? 6, last ?? 6), 'a page longer than wanted');
  } catch (error) {
    const isRefusal = error instanceof Error && 'extensions' in error && !(error instanceof Broken);
    if (!isRefusal) throw error;
  }
}

/** Global ids, references and cursors, which callers may make up. */
export const identifiers: Target = {
  name: 'identifiers',
  share: 120,
  few: 2_000,
  depths: ['Payment', 'Transaction', 'no id'],
  open: () => ({
    property: probe({ inputs, attempt, shown: (input) => fc.stringify(input) }),
    close: () => Promise.resolve(),
  }),
};
