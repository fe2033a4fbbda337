import { readdirSync, readFileSync } from 'node:fs';

/** Processor time a process has taken, all its threads together, in milliseconds. Linux only. */
export function processorMs(pid: number): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      // A thread that ended between the listing and the reading.
    }
  }
  return nanoseconds / 1e6;
}

/** Memory a process holds at most and now, in MB. */
export function memoryMb(pid: number): { readonly peak: number; readonly now: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const read = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1_024;
  return { peak: read('VmHWM'), now: read('VmRSS') };
}
