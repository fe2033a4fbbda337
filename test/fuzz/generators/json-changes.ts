import fc from 'fast-check';
import { all, readTree, type Member, type Tree } from '../naive/json.ts';
import { hostileJson } from './hostile-json.ts';

const OPERATIONS = [
  'replace',
  'replace',
  'replace',
  'remove',
  'repeat before',
  'repeat after',
  'rename',
  'add',
  'hold in a text',
  'let out of its text',
  'escape',
  'space',
  'swap',
] as const;

/** One change of a document: what is done to which of its parts, and with what. */
export interface JsonChange {
  readonly at: number;
  readonly operation: (typeof OPERATIONS)[number];
  readonly json: string;
}

/** None or some changes of a JSON document, at its own level or in what it holds. */
export const jsonChanges: fc.Arbitrary<readonly JsonChange[]> = fc.array(
  fc.record({ at: fc.nat(10_000), operation: fc.constantFrom(...OPERATIONS), json: hostileJson }),
  { maxLength: 4 },
);

/** The document with the changes made, one after another. One that is no JSON any more stays as it is. */
export function changedJson(document: string, changes: readonly JsonChange[]): string {
  return changes.reduce(changed, document);
}

function changed(document: string, { at, operation, json }: JsonChange): string {
  const tree = readable(document);
  if (tree === null) return document;
  const parts = all(tree);
  const part = parts[at % parts.length] ?? tree;
  const text = document.slice(part.start, part.end);
  const put = (start: number, end: number, by: string) => document.slice(0, start) + by + document.slice(end);
  switch (operation) {
    case 'replace':
      return put(part.start, part.end, json);
    case 'hold in a text':
      return put(part.start, part.end, JSON.stringify(text));
    case 'let out of its text':
      return part.kind === 'string' ? put(part.start, part.end, part.value) : document;
    case 'escape':
      return part.kind === 'string' ? put(part.start, part.end, escaped(part.value)) : document;
    case 'space':
      return put(part.start, part.end, ` \n${text}\t\r`);
    case 'add':
      return part.kind === 'object' ? put(part.start + 1, part.start + 1, `"added":${json}${comma(part)}`) : document;
    default:
      return changedMember(document, membersIn(parts), at, operation, json);
  }
}

function changedMember(
  document: string,
  members: readonly Member[],
  at: number,
  operation: 'remove' | 'repeat before' | 'repeat after' | 'rename' | 'swap',
  json: string,
): string {
  const member = members[at % Math.max(1, members.length)];
  if (member === undefined) return document;
  const { start, value } = member;
  const put = (from: number, to: number, by: string) => document.slice(0, from) + by + document.slice(to);
  const name = JSON.stringify(member.name);
  switch (operation) {
    case 'remove': {
      const before = document.slice(0, start);
      const after = document.slice(value.end);
      return /,\s*$/.test(before) ? before.replace(/,\s*$/, '') + after : before + after.replace(/^\s*,/, '');
    }
    case 'repeat before':
      return put(start, start, `${name}:${json},`);
    case 'repeat after':
      return put(value.end, value.end, `,${name}:${json}`);
    case 'rename':
      return put(start, start + 1, '"_');
    case 'swap': {
      const other = members[(at * 7 + 3) % members.length];
      if (other === undefined || other.value.start < value.end) return document;
      return (
        document.slice(0, value.start) +
        document.slice(other.value.start, other.value.end) +
        document.slice(value.end, other.value.start) +
        document.slice(value.start, value.end) +
        document.slice(other.value.end)
      );
    }
  }
}

function membersIn(parts: readonly Tree[]): Member[] {
  return parts.flatMap((part) => (part.kind === 'object' ? part.members : []));
}

function comma(tree: Tree): string {
  return tree.kind === 'object' && tree.members.length > 0 ? ',' : '';
}

function escaped(value: string): string {
  const units = Array.from({ length: value.length }, (_, at) => value.charCodeAt(at).toString(16).padStart(4, '0'));
  return `"${units.map((hex) => `\\u${hex}`).join('')}"`;
}

function readable(document: string): Tree | null {
  try {
    return readTree(document);
  } catch {
    return null;
  }
}
