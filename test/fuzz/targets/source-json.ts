import fc from 'fast-check';
import { parseSourceJson, presentJson, REPEATED, type SourceJson } from '../../../src/domain/json.ts';
import { UnreasonableJsonError } from '../../../src/domain/json-scan.ts';
import { byteChanges, changedBytes } from '../generators/byte-changes.ts';
import { hostileJson } from '../generators/hostile-json.ts';
import { all, named, NoJson, readTree, type Tree } from '../naive/json.ts';
import { mustHold, probe, type Target } from '../target.ts';

// Names that V8 may take for each other.
const escapedNames = fc
  .dictionary(fc.string({ unit: fc.constantFrom('a', '\\', '"', '\n', '\u0001'), maxLength: 3 }), fc.nat(), {
    maxKeys: 4,
  })
  .map((object) => JSON.stringify(object));

const inputs: fc.Arbitrary<string> = fc.oneof(
  { weight: 1, arbitrary: escapedNames },
  { weight: 3, arbitrary: hostileJson },
  {
    weight: 1,
    arbitrary: fc
      .tuple(hostileJson, byteChanges)
      .map(([json, changes]) => changedBytes(Buffer.from(json), changes).toString()),
  },
);

function attempt(text: string): string {
  const tree = read(text);
  const shown = JSON.stringify(presentJson(text));
  const parsed = parse(text);
  if (parsed === undefined) {
    mustHold(shown === JSON.stringify(text), 'what is not read is shown as something');
    // Refused as too much, it may be JSON all the same.
    if (tree === null) return 'no JSON';
    if (all(tree).length > 1_000 || depth(tree) > 60) return 'too much';
    mustHold(hasEscapedName(tree, text), 'refused although it is JSON, and not too much of it');
    return 'a name with a backslash, or taken for one';
  }
  mustHold(tree !== null, 'read although it is no JSON');
  mustHold(isSame(tree, parsed), 'read as something else');
  const isRepeated = all(tree).some((part) => part.kind === 'object' && hasRepeated(part));
  const isShownAsText = shown === JSON.stringify(text);
  if (isRepeated) mustHold(isShownAsText, 'a name that is there twice is shown once');
  else if (!isShownAsText) mustHold(isShownAs(tree, readTree(shown)), 'shown as something else');
  else mustHold(tree.kind === 'string' || hasEscapedName(tree, text), 'shown as text although it is JSON');
  return isRepeated ? 'read, with a name twice' : 'read';
}

function parse(text: string): SourceJson | undefined {
  try {
    return parseSourceJson(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof UnreasonableJsonError) return undefined;
    throw error;
  }
}

function read(text: string): Tree | null {
  try {
    return readTree(text);
  } catch (error) {
    if (error instanceof NoJson) return null;
    throw error;
  }
}

function isSame(tree: Tree, json: SourceJson): boolean {
  switch (tree.kind) {
    case 'object': {
      if (typeof json !== 'object' || json === null || Array.isArray(json)) return false;
      const names = new Set(tree.members.map(({ name }) => name));
      return (
        Object.getOwnPropertyNames(json).length === names.size &&
        [...names].every((name) => {
          const got = Object.getOwnPropertyDescriptor(json, name)?.value as SourceJson;
          const [one, another] = named(tree, name);
          return another === undefined ? one !== undefined && isSame(one, got) : got === REPEATED;
        })
      );
    }
    case 'array':
      return (
        Array.isArray(json) &&
        tree.items.length === json.length &&
        tree.items.every((item, at) => isSame(item, json[at]!))
      );
    case 'number':
      return json === tree.text;
    default:
      return json === tree.value;
  }
}

/** Written again, the same: order of names aside, which JavaScript changes for those that are numbers. */
function isShownAs(tree: Tree, shown: Tree): boolean {
  if (tree.kind === 'object') {
    return (
      shown.kind === 'object' &&
      shown.members.length === tree.members.length &&
      tree.members.every(({ name, value }) => named(shown, name).some((one) => isShownAs(value, one)))
    );
  }
  if (tree.kind === 'array') {
    return (
      shown.kind === 'array' &&
      shown.items.length === tree.items.length &&
      tree.items.every((item, at) => isShownAs(item, shown.items[at]!))
    );
  }
  if (tree.kind === 'number') return shown.kind === 'number' && shown.text === tree.text;
  return (shown.kind === 'string' || shown.kind === 'word') && shown.value === tree.value;
}

function hasRepeated(tree: Tree & { kind: 'object' }): boolean {
  return new Set(tree.members.map(({ name }) => name)).size < tree.members.length;
}

/** Whether a name is written with an escape, so that V8 may take it for another. */
function hasEscapedName(tree: Tree, text: string): boolean {
  return all(tree).some(
    (part) => part.kind === 'object' && part.members.some(({ name, start }) => !text.startsWith(`"${name}"`, start)),
  );
}

function depth(tree: Tree): number {
  if (tree.kind === 'object') return 1 + Math.max(0, ...tree.members.map(({ value }) => depth(value)));
  return tree.kind === 'array' ? 1 + Math.max(0, ...tree.items.map(depth)) : 0;
}

/** JSON whose numbers keep their text, read and shown again. */
export const sourceJson: Target = {
  name: 'source JSON',
  share: 150,
  few: 2_000,
  depths: ['read', 'read, with a name twice', 'a name with a backslash, or taken for one', 'too much', 'no JSON'],
  open: () => ({ property: probe({ inputs, attempt, shown: (text) => text }), close: () => Promise.resolve() }),
};
