import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const source = join(root, 'src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(join(source, name), 'utf8') }));

/** What each room may import from, beside itself. `main.ts` may import anything. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  crypto: [],
  dialects: ['domain'],
  upstream: ['dialects', 'crypto', 'domain'],
  lookup: ['upstream', 'domain'],
  graphql: ['lookup', 'domain'],
  server: ['graphql', 'lookup', 'upstream', 'domain', 'config'],
  config: ['upstream', 'lookup', 'dialects', 'crypto', 'domain', 'graphql'],
  sandbox: ['domain'],
  workers: ['server', 'lookup', 'config', 'domain'],
};

interface Import {
  readonly from: string;
  readonly to: string;
}

const imports: Import[] = files.flatMap(({ name, text }) =>
  [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => ({
    from: name,
    to: relative(source, resolve(source, name, '..', match[1] ?? '')),
  })),
);

const room = (name: string) => name.split('/')[0] ?? '';
const between = imports.filter(({ from, to }) => room(from) !== room(to) && from.includes('/'));

describe('the house', () => {
  it('is seen whole: every room has files and arrows were found', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(imports.length).toBeGreaterThan(300);
    const rooms = new Set(files.filter(({ name }) => name.includes('/')).map(({ name }) => room(name)));
    expect([...rooms].sort()).toEqual(Object.keys(ARROWS).sort());
  });

  it('has arrows that run one way', () => {
    expect(between.length).toBeGreaterThan(80);
    const wrong = between.filter(({ from, to }) => !ARROWS[room(from)]?.includes(room(to)));
    expect(wrong).toEqual([]);
  });

  it('lets the graph know of lookups by their port alone', () => {
    const reached = between.filter(({ from }) => room(from) === 'graphql').map(({ to }) => to);
    expect(new Set(reached.filter((to) => room(to) === 'lookup'))).toEqual(new Set(['lookup/lookup.ts']));
  });

  it('gives every dialect the same files, and no dialect imports another', () => {
    const dialects = new Set(files.flatMap(({ name }) => /^dialects\/([^/]+)\//.exec(name)?.[1] ?? []));
    expect(dialects.size).toBe(3);
    for (const dialect of dialects) {
      const there = readdirSync(join(source, 'dialects', dialect));
      expect(there).toEqual(
        expect.arrayContaining([
          'MAPPING.md',
          'account.ts',
          'adapter.ts',
          'codes.ts',
          'normalize.ts',
          'request.ts',
          'signing.ts',
          'wire.ts',
        ]),
      );
    }
    const across = imports.filter(({ from, to }) => {
      const [one, other] = [from, to].map((name) => /^dialects\/([^/]+)\//.exec(name)?.[1]);
      return one !== undefined && other !== undefined && one !== other;
    });
    expect(across).toEqual([]);
  });

  it('keeps the sandbox apart, so that a mistake cannot cancel itself out', () => {
    const reached = between.filter(({ from }) => room(from) === 'sandbox').map(({ to }) => room(to));
    expect(reached.filter((to) => to !== 'domain')).toEqual([]);
  });

  it('has files of one idea', () => {
    const lengths = files.map(({ name, text }) => ({ name, lines: text.split('\n').length }));
    expect(lengths.filter(({ lines }) => lines > 250)).toEqual([]);
    const sorted = lengths.map(({ lines }) => lines).sort((one, other) => one - other);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(80);
  });

  it('has no drawer for odds and ends, and no barrel', () => {
    const drawers = files.filter(({ name }) => /(^|\/)(utils?|helpers?|common|misc|index|types)\.ts$/.test(name));
    expect(drawers.map(({ name }) => name)).toEqual([]);
    const barrels = files.filter(({ text }) => /^export \* from/m.test(text));
    expect(barrels.map(({ name }) => name)).toEqual([]);
  });
});

describe('the dependencies', () => {
  it('each have a reason in ARCHITECTURE.md', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const page = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
    expect(Object.keys(manifest.dependencies).length).toBeGreaterThan(10);
    expect(Object.keys(manifest.dependencies).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('run on the Node the project brings along', () => {
    expect(Number(process.versions.node.split('.')[0])).toBeGreaterThanOrEqual(24);
  });
});
