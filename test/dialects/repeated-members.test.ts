import { describe, expect, it } from 'vitest';
import { MalformedAnswerError } from '../../src/domain/errors.ts';
import { CASES, type Case } from '../fuzz/answers.ts';
import { all, readTree, type Member } from '../fuzz/naive/json.ts';

/** Every member of an answer with everything in it. */
function members(content: string): Member[] {
  return all(readTree(content)).flatMap((tree) => (tree.kind === 'object' ? tree.members : []));
}

function refusal({ inquiry }: Case, content: string): string | null {
  try {
    inquiry.read(content, 200);
    return null;
  } catch (error) {
    if (error instanceof MalformedAnswerError) return error.message;
    throw error;
  }
}

describe.each(CASES)('an answer of $dialect', (one) => {
  const [full = ''] = one.contents;

  // Text that holds JSON is passed on as it is.
  const notRead = new Set(['clientId']);
  const names = members(full).filter(({ name }) => !notRead.has(name));

  it('is read when nothing is there twice', () => {
    expect(names.length).toBeGreaterThan(15);
    expect(refusal(one, full)).toBeNull();
  });

  it('is malformed when any member that is read is there twice, whichever comes first', () => {
    for (const { name, start, value } of names) {
      const written = `${JSON.stringify(name)}:${full.slice(value.start, value.end)}`;
      const other = `${JSON.stringify(name)}:null`;
      for (const [first, second] of [
        [written, written],
        [other, written],
        [written, other],
      ]) {
        const twice = `${full.slice(0, start)}${first},${second}${full.slice(value.end)}`;
        expect(refusal(one, twice), `${first},${second}`).toMatch(/expected it once, got it more than once/);
      }
    }
  });

  it('is malformed when a name is written in two ways', () => {
    const [first] = members(full);
    const escaped = `"\\u${first!.name.charCodeAt(0).toString(16).padStart(4, '0')}${first!.name.slice(1)}":1,`;
    expect(refusal(one, full.slice(0, first!.start) + escaped + full.slice(first!.start))).toContain('more than once');
  });

  it('loses nothing to a member that nobody reads, however often it is there', () => {
    expect(refusal(one, full.replace('{', '{"unknown":1,"unknown":{"a":1,"a":2},'))).toBeNull();
  });
});
