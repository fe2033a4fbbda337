import fc from 'fast-check';
import { membersOf } from '../../../src/dialects/json-members.ts';
import { CASES, signedAnswer } from '../answers.ts';
import { byteChanges, changedBytes, type ByteChange } from '../generators/byte-changes.ts';
import { changedJson, jsonChanges, type JsonChange } from '../generators/json-changes.ts';
import { named, readTree, TooDeep, type Tree } from '../naive/json.ts';
import { mustHold, probe, type Target } from '../target.ts';

/** An envelope, changed as JSON and as bytes. */
interface Input {
  readonly json: readonly JsonChange[];
  readonly bytes: readonly ByteChange[];
}

const inputs: fc.Arbitrary<Input> = fc.record({
  json: jsonChanges,
  bytes: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: byteChanges }),
});

const ENVELOPE = CASES[0]!;
const SIGNED = signedAnswer(ENVELOPE, '{"head":{},"body":{"résumé":"{}"}}').body.toString();

function bytesOf({ json, bytes }: Input): Buffer {
  return changedBytes(Buffer.from(changedJson(SIGNED, json)), bytes);
}

function attempt(input: Input): string {
  const body = bytesOf(input);
  const members = membersOf(body);
  for (const { start, end } of members ?? []) mustHold(0 < start && start < end && end <= body.length, 'out of bounds');
  const evidence = ENVELOPE.inquiry.evidence({ status: 200, headers: {}, body });
  const tree = read(body);
  if (tree?.kind === 'object') {
    const found = members?.map(({ name, start, end }) => [name, body.subarray(start, end).toString()]);
    const text = body.toString();
    const expected = tree.members.map(({ name, value }) => [name, text.slice(value.start, value.end)]);
    mustHold(JSON.stringify(found) === JSON.stringify(expected), 'other members than there are');
  }
  if (evidence.kind === 'signed' || evidence.kind === 'unsigned') {
    mustHold(tree !== null, 'evidence in what is no JSON');
    const [response, another] = named(tree, 'response');
    mustHold(response !== undefined && another === undefined, 'evidence although there is no one response');
    mustHold(evidence.content === body.toString().slice(response.start, response.end), 'another content');
    const stated = named(tree, 'signature');
    if (evidence.kind === 'unsigned') {
      mustHold(stated.every(isNothing), 'unsigned although there is a signature');
    } else {
      mustHold(evidence.bytes.equals(Buffer.from(evidence.content)), 'other bytes than those of the content');
      const written = stated.map((one) => (one.kind === 'string' ? one.value : ''));
      const asBase64 = evidence.signatures.map((one) => one.toString('base64'));
      mustHold(String(asBase64) === String(written.map(sameBase64)), 'other signatures than there are');
    }
  }
  return evidence.kind;
}

function read(body: Buffer): Tree | null {
  try {
    return readTree(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch (error) {
    if (error instanceof TooDeep) throw error;
    return null;
  }
}

function isNothing(tree: Tree): boolean {
  return (tree.kind === 'word' && tree.value === null) || (tree.kind === 'string' && tree.value === '');
}

function sameBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('base64');
}

/** Which bytes of an envelope the signature covers, and what signs them. */
export const signedSlice: Target = {
  name: 'signed slice',
  share: 200,
  few: 1_200,
  depths: ['signed', 'unsigned', 'broken', 'unreadable'],
  open: () => ({
    property: probe({ inputs, attempt, shown: (input) => bytesOf(input).toString('latin1') }),
    close: () => Promise.resolve(),
  }),
};
