import * as fs from 'node:fs';
import { readFileSync, statSync, type Stats } from 'node:fs';
import { promisify } from 'node:util';

/** What a file holds, or why that cannot be told: the beginning of a fault. */
export type FileRead = { readonly text: string } | { readonly fault: string };

/** Reads a file by its whole path. */
export type ReadFile = (path: string) => FileRead;

/** What files held when they were read, by whole path. */
export type Contents = ReadonlyMap<string, FileRead>;

/** Texts that differ whenever a file has changed, by whole path. */
export type Stamps = ReadonlyMap<string, string>;

// As node:fs/promises has them, which loads a line editor as well.
const [readFile, stat] = [promisify(fs.readFile), promisify(fs.stat)];

// Far above anything a configuration names; a wrong name may lead to a file of any length.
const MAX_BYTES = 67_108_864;

/** Reads it from the disk. */
export const readFromDisk: ReadFile = (path) => {
  try {
    return objectionTo(statSync(path)) ?? { text: readFileSync(path, 'utf8') };
  } catch (error) {
    return notRead(error);
  }
};

/** Reads whatever is there, be it a pipe, which can be read but once. */
export const readOnce: ReadFile = (path) => {
  try {
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    return notRead(error);
  }
};

/** Reads what was read before, and no other file. */
export function readFrom(contents: Contents): ReadFile {
  return (path) => contents.get(path) ?? { fault: 'expected a file that was looked at, got another' };
}

/** Reads by these means, and notes what was found. */
export function noting(readFile: ReadFile, found: Map<string, FileRead>): ReadFile {
  return (path) => {
    const read = readFile(path);
    found.set(path, read);
    return read;
  };
}

/** Whether it can be read as often as one likes. */
export function isReadableAgain(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Reads them all from the disk, one by one: one that hangs must not take all of Node's threads. */
export async function readAllFromDisk(paths: Iterable<string>): Promise<Contents> {
  const contents = new Map<string, FileRead>();
  for (const path of paths) contents.set(path, await readLater(path));
  return contents;
}

/**
 * The stamps of these files. A file has changed when it was written to, was replaced by another of its name, or its name
 * leads to another one. Nothing is opened, so that looking often costs little.
 */
export async function stampsOf(paths: Iterable<string>): Promise<Stamps> {
  const stamps = new Map<string, string>();
  for (const path of paths) stamps.set(path, await stampOf(path));
  return stamps;
}

async function readLater(path: string): Promise<FileRead> {
  try {
    return objectionTo(await stat(path)) ?? { text: await readFile(path, 'utf8') };
  } catch (error) {
    return notRead(error);
  }
}

async function stampOf(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    return codeOf(error);
  }
}

function objectionTo(found: Stats): FileRead | null {
  if (!found.isFile()) return { fault: 'expected a file, got something else' };
  return found.size <= MAX_BYTES ? null : { fault: `expected at most ${MAX_BYTES} bytes, got ${found.size}` };
}

function notRead(error: unknown): FileRead {
  return { fault: `expected a readable file, got none (${codeOf(error)})` };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
}
