import { verdict, type Verdict } from './verdict.ts';

const MEGABYTE = 1_000_000;

/**
 * After the warm-up the heap stays where it was, give or take so much. Readings are in bytes, in order. What is under way
 * comes and goes, so that the least of the first readings is compared with the least of the last.
 */
export function judgeHeap(readings: readonly number[], boundBytes: number): Verdict {
  const few = Math.ceil(readings.length / 3);
  const [before, after] = [Math.min(...readings.slice(0, few)), Math.min(...readings.slice(-few))];
  const shown = readings.map((bytes) => (bytes / MEGABYTE).toFixed(1)).join(' ');
  const change = `${((after - before) / MEGABYTE).toFixed(1)} MB`;
  const isFlat = Math.abs(after - before) <= boundBytes;
  return verdict('heap flat', `${change}: ${shown}`, isFlat ? [] : [`it changed by ${change}`]);
}
