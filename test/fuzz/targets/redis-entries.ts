import { createSecretKey } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { DICTIONARY } from '../../../src/lookup/shared/dictionary.ts';
import { isAbout, pack, unpack, type Packed } from '../../../src/lookup/shared/answer-codec.ts';
import { Seal } from '../../../src/lookup/shared/seal.ts';
import { readEntry, storedEntry } from '../../../src/lookup/shared/stored-entry.ts';
import { referenceKey } from '../../../src/domain/reference.ts';
import { PAYMENT_STATUSES } from '../../../src/domain/status.ts';
import { anyAnswer } from '../../lookup/shared/arbitrary-answer.ts';
import { byteChanges, changedBytes, type ByteChange } from '../generators/byte-changes.ts';
import { changedJson, jsonChanges, type JsonChange } from '../generators/json-changes.ts';
import { mustHold, probe, type Target } from '../target.ts';

const NOW = 1_700_000_000_000;
const NAME = 'name';
const seal = new Seal(createSecretKey(Buffer.alloc(32, 7)));

/** What Redis holds: an entry that was changed before it was compressed, before it was sealed, or where it lies. */
interface Input {
  readonly entry: Packed;
  readonly json: readonly JsonChange[];
  readonly packed: readonly ByteChange[];
  readonly stored: readonly ByteChange[];
}

const rarely = (changes: fc.Arbitrary<readonly ByteChange[]>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: changes });

const inputs: fc.Arbitrary<Input> = fc.record({
  entry: fc.record({ answer: anyAnswer, expiresAt: fc.maxSafeInteger() }),
  json: fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 3, arbitrary: jsonChanges }),
  packed: rarely(byteChanges),
  stored: rarely(byteChanges),
});

function attempt({ entry, json, packed, stored }: Input): string {
  const good = pack(entry);
  mustHold(good !== null, 'an entry that cannot be packed');
  const written = json.length === 0 ? good : deflated(changedJson(textOf(entry), json));
  const bytes = changedBytes(written, packed);
  const read = unpack(bytes);
  if (read !== null) mustBeSound(read);
  const lying = storedEntry(bytes, NOW, seal, NAME);
  mustHold(lying !== null, 'an entry that cannot be stored');
  const found = readEntry(changedBytes(lying, stored), seal, NAME, referenceKey(entry.answer.reference), NOW);
  if (found === null) return read === null ? 'nothing' : 'unpacked, but not found';
  mustHold(read !== null, 'found although it cannot be unpacked');
  mustHold(String(changedBytes(lying, stored)) === String(lying), 'found although it was changed');
  mustHold(isAbout(referenceKey(entry.answer.reference), found.answer), 'another payment');
  return 'found';
}

/** What the lookups rely on, whoever wrote the entry. */
function mustBeSound({ answer, expiresAt }: Packed): void {
  mustHold(typeof expiresAt === 'number', 'no time to expire');
  mustHold(answer.payment === null || PAYMENT_STATUSES.includes(answer.payment.status), 'a status that is none');
  mustHold(
    amountsIn(answer).every((minor) => typeof minor === 'bigint'),
    'an amount that is no whole number',
  );
  const again = pack({ answer, expiresAt });
  mustHold(
    again !== null && textOf(unpack(again)!) === textOf({ answer, expiresAt }),
    'not the same when written again',
  );
}

function amountsIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return 'minor' in value ? [value.minor] : Object.values(value).flatMap(amountsIn);
}

function textOf(entry: Packed): string {
  return JSON.stringify(entry, (_key, value: unknown) => {
    if (value === null) return undefined;
    return typeof value === 'bigint' ? value.toString() : value;
  });
}

function deflated(text: string): Buffer {
  return deflateSync(text, { dictionary: DICTIONARY });
}

/** What Redis holds, which anybody may have written. */
export const redisEntries: Target = {
  name: 'Redis entries',
  share: 60,
  few: 400,
  depths: ['found', 'unpacked, but not found', 'nothing'],
  open: () => ({
    property: probe({ inputs, attempt, shown: (input) => fc.stringify(input) }),
    close: () => Promise.resolve(),
  }),
};
