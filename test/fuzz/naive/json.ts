/**
 * A JSON reader of the tests' own, that shares nothing with the gateway's: by the letter of RFC 8259, slow and simple.
 * It keeps what JSON.parse forgets: the text of numbers, where values lie, and every member of a name.
 */
export type Tree =
  | { readonly kind: 'object'; readonly members: readonly Member[]; readonly start: number; readonly end: number }
  | { readonly kind: 'array'; readonly items: readonly Tree[]; readonly start: number; readonly end: number }
  | { readonly kind: 'string'; readonly value: string; readonly start: number; readonly end: number }
  | { readonly kind: 'number'; readonly text: string; readonly start: number; readonly end: number }
  | { readonly kind: 'word'; readonly value: true | false | null; readonly start: number; readonly end: number };

export interface Member {
  readonly name: string;
  /** Where its name begins. */
  readonly start: number;
  readonly value: Tree;
}

/** It is no JSON. */
export class NoJson extends Error {
  override readonly name = 'NoJson';
}

/** It may be JSON, but nobody nests so deeply. */
export class TooDeep extends Error {
  override readonly name = 'TooDeep';
}

const MAX_DEPTH = 1_500;

/** Reads a whole document. */
export function readTree(text: string): Tree {
  const reader = new Reader(text);
  return reader.document();
}

/** All members of a name in an object; empty for what is no object. */
export function named(tree: Tree | undefined, name: string): Tree[] {
  if (tree?.kind !== 'object') return [];
  return tree.members.filter((member) => member.name === name).map(({ value }) => value);
}

/** It, and everything in it. */
export function all(tree: Tree): Tree[] {
  if (tree.kind === 'object') return [tree, ...tree.members.flatMap(({ value }) => all(value))];
  return tree.kind === 'array' ? [tree, ...tree.items.flatMap(all)] : [tree];
}

/** The text of a scalar; null for null, undefined for an object or a list. */
export function scalarText(tree: Tree): string | null | undefined {
  if (tree.kind === 'string') return tree.value;
  if (tree.kind === 'number') return tree.text;
  if (tree.kind === 'word') return tree.value === null ? null : String(tree.value);
  return undefined;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Tree {
    this.#space();
    const tree = this.#value(0);
    this.#space();
    if (this.#at !== this.#text.length) throw new NoJson('something behind the document');
    return tree;
  }

  #value(depth: number): Tree {
    if (depth > MAX_DEPTH) throw new TooDeep('too deep');
    const start = this.#at;
    const char = this.#text.charAt(this.#at);
    if (char === '{') return this.#object(depth);
    if (char === '[') return this.#array(depth);
    if (char === '"') {
      const value = this.#string();
      return { kind: 'string', value, start, end: this.#at };
    }
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return { kind: 'word', value, start, end: this.#at };
    }
    return this.#number();
  }

  #object(depth: number): Tree {
    const start = this.#at;
    const members: Member[] = [];
    this.#at += 1;
    this.#space();
    if (this.#text.charAt(this.#at) === '}') this.#at += 1;
    else {
      for (;;) {
        this.#space();
        if (this.#text.charAt(this.#at) !== '"') throw new NoJson('a name was expected');
        const nameStart = this.#at;
        const name = this.#string();
        this.#space();
        this.#take(':');
        this.#space();
        members.push({ name, start: nameStart, value: this.#value(depth + 1) });
        this.#space();
        if (this.#text.charAt(this.#at) === '}') break;
        this.#take(',');
      }
      this.#at += 1;
    }
    return { kind: 'object', members, start, end: this.#at };
  }

  #array(depth: number): Tree {
    const start = this.#at;
    const items: Tree[] = [];
    this.#at += 1;
    this.#space();
    if (this.#text.charAt(this.#at) === ']') this.#at += 1;
    else {
      for (;;) {
        this.#space();
        items.push(this.#value(depth + 1));
        this.#space();
        if (this.#text.charAt(this.#at) === ']') break;
        this.#take(',');
      }
      this.#at += 1;
    }
    return { kind: 'array', items, start, end: this.#at };
  }

  #string(): string {
    this.#take('"');
    let value = '';
    for (;;) {
      const char = this.#text.charAt(this.#at);
      if (char === '') throw new NoJson('a text without end');
      this.#at += 1;
      if (char === '"') return value;
      if (char < ' ') throw new NoJson('a control character in a text');
      value += char === '\\' ? this.#escape() : char;
    }
  }

  #escape(): string {
    const char = this.#text.charAt(this.#at);
    this.#at += 1;
    const simple = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }[char];
    if (simple !== undefined) return simple;
    const hex = this.#text.slice(this.#at, this.#at + 4);
    if (char !== 'u' || !/^[0-9a-fA-F]{4}$/.test(hex)) throw new NoJson('an escape that is none');
    this.#at += 4;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  #number(): Tree {
    const start = this.#at;
    let end = start;
    while (/[-+.0-9eE]/.test(this.#text.charAt(end))) end += 1;
    const text = this.#text.slice(start, end);
    if (!/^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/.test(text)) throw new NoJson('a value was expected');
    this.#at = end;
    return { kind: 'number', text, start, end };
  }

  #space(): void {
    while (' \t\r\n'.includes(this.#text.charAt(this.#at)) && this.#at < this.#text.length) this.#at += 1;
  }

  #take(char: string): void {
    if (this.#text.charAt(this.#at) !== char) throw new NoJson(`${char} was expected`);
    this.#at += 1;
  }
}
