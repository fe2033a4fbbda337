import type { Outlet } from '../../../src/server/audit/outlet.ts';

/** Files in memory. A `write` says how many bytes are taken, or fails with a code of the system's. */
export class MemoryOutlet implements Outlet {
  /** What is in each file; the last one is written to. */
  readonly files: Buffer[] = [Buffer.alloc(0)];
  write = (bytes: Uint8Array): Promise<number> => {
    const taken = this.take(bytes.length);
    if (typeof taken === 'string') return Promise.reject(Object.assign(new Error('failed'), { code: taken }));
    this.files.push(Buffer.concat([this.files.pop()!, bytes.subarray(0, taken)]));
    return Promise.resolve(taken);
  };
  take: (bytes: number) => number | 'ENOSPC' = (bytes) => bytes;
  closed = 0;

  reopen(): Promise<void> {
    this.files.push(Buffer.alloc(0));
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.closed += 1;
    return Promise.resolve();
  }

  /** Whole lines, in order, and what is left of lines that were cut off. */
  lines(): string[] {
    return this.files.flatMap((file) => file.toString().split('\n').slice(0, -1));
  }
}
