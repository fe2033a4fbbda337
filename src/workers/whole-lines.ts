import type { Readable } from 'node:stream';

const LINE_END = 0x0a;

/**
 * Passes on what comes, by whole lines: what several processes write into one pipe would else be mixed up within a line.
 * What a process that was killed had not ended is not passed on; resolves with how much that was, in bytes, when no more
 * can come.
 */
export async function forwardLines(from: Readable, pass: (lines: string) => void): Promise<number> {
  let waiting: Buffer[] = [];
  // The stream of a process that was killed may break off.
  from.on('error', () => undefined);
  from.on('data', (chunk: Buffer) => {
    const end = chunk.lastIndexOf(LINE_END) + 1;
    if (end > 0) {
      pass(Buffer.concat([...waiting, chunk.subarray(0, end)]).toString());
      waiting = [];
    }
    if (end < chunk.length) waiting.push(chunk.subarray(end));
  });
  await new Promise((closed) => from.once('close', closed));
  return waiting.reduce((bytes, part) => bytes + part.length, 0);
}
