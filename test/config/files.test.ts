import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isReadableAgain, readAllFromDisk, readFromDisk, stampsOf } from '../../src/config/files.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'paygraph-files-test-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** Whether what is done to the file of this name, in a folder of its own, shows. */
async function shows(act: (path: string, folder: string) => void): Promise<boolean> {
  const within = folder();
  const path = join(within, 'key.pem');
  writeFileSync(path, 'before');
  const before = await stampsOf([path]);
  // As far as the clock of the file system goes, this happened long ago.
  expect(await stampsOf([path])).toEqual(before);
  act(path, within);
  return before.get(path) !== (await stampsOf([path])).get(path);
}

describe('a change shows', () => {
  test.each<[string, (path: string, folder: string) => void]>([
    ['written to', (path) => writeFileSync(path, 'written to')],
    ['cut to nothing', (path) => writeFileSync(path, '')],
    ['gone', (path) => rmSync(path)],
    [
      'replaced by a file of the same length and time, as editors and mv do',
      (path, within) => {
        const other = join(within, 'other');
        writeFileSync(other, 'after!');
        const long = new Date(0);
        utimesSync(path, long, long);
        utimesSync(other, long, long);
        renameSync(other, path);
      },
    ],
    [
      'replaced by a folder',
      (path) => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
  ])('when the file is %s', async (_how, act) => {
    expect(await shows(act)).toBe(true);
  });

  test('when a link on the way is led elsewhere, as Kubernetes does with mounted secrets', async () => {
    const within = folder();
    for (const version of ['..1', '..2']) {
      mkdirSync(join(within, version));
      writeFileSync(join(within, version, 'key.pem'), version);
    }
    symlinkSync('..1', join(within, '..data'));
    symlinkSync(join('..data', 'key.pem'), join(within, 'key.pem'));
    const path = join(within, 'key.pem');
    const before = await stampsOf([path]);
    symlinkSync('..2', join(within, '..data_tmp'));
    renameSync(join(within, '..data_tmp'), join(within, '..data'));
    expect(await stampsOf([path])).not.toEqual(before);
    expect(readFromDisk(path)).toEqual({ text: '..2' });
  });

  test('and nothing does when nothing is done, or the file is only read', async () => {
    expect(await shows((path) => expect(readFromDisk(path)).toEqual({ text: 'before' }))).toBe(false);
  });
});

test('files are read with what is wrong with those that cannot be', async () => {
  const within = folder();
  const [whole, missing] = [join(within, 'whole'), join(within, 'missing')];
  writeFileSync(whole, 'text');
  const expected = new Map([
    [whole, { text: 'text' }],
    [missing, { fault: 'expected a readable file, got none (ENOENT)' }],
    [within, { fault: 'expected a file, got something else' }],
  ]);
  expect(await readAllFromDisk(expected.keys())).toEqual(expected);
  for (const [path, read] of expected) expect(readFromDisk(path)).toEqual(read);
});

test('what is no file cannot be read again', () => {
  const within = folder();
  writeFileSync(join(within, 'file'), '');
  expect(['file', '.', 'missing'].map((name) => isReadableAgain(join(within, name)))).toEqual([true, false, false]);
});
