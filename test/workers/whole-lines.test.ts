import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { forwardLines } from '../../src/workers/whole-lines.ts';

/** What comes of bytes that arrive cut at these places. */
async function forwarded(bytes: Buffer, cuts: readonly number[]): Promise<{ passed: string[]; left: number }> {
  const stream = new PassThrough();
  const passed: string[] = [];
  const left = forwardLines(stream, (lines) => passed.push(lines));
  let from = 0;
  for (const cut of [...new Set(cuts)].filter((at) => at <= bytes.length).sort((one, other) => one - other)) {
    stream.write(bytes.subarray(from, cut));
    from = cut;
    await new Promise((turn) => setImmediate(turn));
  }
  stream.end(bytes.subarray(from));
  return { passed, left: await left };
}

it('passes on whole lines alone, all of them and in order, wherever what comes is cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' '))),
      fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\n', ' ')),
      fc.array(fc.nat(400)),
      async (lines, cutOff, cuts) => {
        const whole = lines.map((line) => `${line}\n`).join('');
        const { passed, left } = await forwarded(Buffer.from(whole + cutOff), cuts);
        expect(passed.join('')).toBe(whole);
        expect(passed.filter((one) => !one.endsWith('\n'))).toEqual([]);
        expect(left).toBe(Buffer.byteLength(cutOff));
      },
    ),
    { numRuns: 60 },
  );
});
