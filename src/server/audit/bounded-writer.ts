import type { Clock } from '../../domain/clock.ts';
import type { Outlet } from './outlet.ts';

/** What a writer is made of. */
export interface BoundedWriterMeans {
  readonly outlet: Outlet;
  readonly clock: Clock;
  /** The most bytes that may wait. A line that is longer may still wait alone. */
  readonly bufferBytes: number;
  /** Called whenever something was written. */
  readonly onWritten: () => void;
  /** Called whenever a write failed, with the system's code. */
  readonly onFailed: (reason: string) => void;
}

// Few enough to fit where little is free, many enough for a burst.
const CHUNK_BYTES = 65_536;
const RETRY_MS = 1_000;
const LAST_WAIT_MS = 2_000;
const LINE_END = 0x0a;

/**
 * Writes lines in order and in the background. What cannot be written stays and is tried again each second; nobody
 * waits for that, and whoever has a line asks first whether there is room for it.
 */
export class BoundedWriter {
  readonly #means: BoundedWriterMeans;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  /** What is being written, and how far it is. */
  #chunk: Buffer = Buffer.alloc(0);
  #done = 0;
  #work: Promise<void> | null = null;
  #reopening: PromiseWithResolvers<undefined> | null = null;
  #pause = new AbortController();
  #isClosing = false;

  constructor(means: BoundedWriterMeans) {
    this.#means = means;
  }

  /** Bytes that wait to be written. */
  get bytes(): number {
    return this.#waitingBytes + this.#chunk.length - this.#done;
  }

  /** Whether so many bytes more may wait. */
  hasRoomFor(bytes: number): boolean {
    return !this.#isClosing && (this.bytes === 0 || this.bytes + bytes <= this.#means.bufferBytes);
  }

  /** Takes a line, without its end. */
  append(line: string): void {
    const bytes = Buffer.from(`${line}\n`);
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#begin();
  }

  /**
   * Goes on in a new file of that name, or in the old one when it rejects. Lines stay whole: one that is half in the old
   * file is written again.
   */
  reopen(): Promise<void> {
    this.#reopening ??= Promise.withResolvers();
    const { promise } = this.#reopening;
    this.#begin();
    this.#pause.abort();
    return promise;
  }

  /** Writes what waits, unless that fails or takes longer than a moment. Resolves with the number of lines left. */
  async close(): Promise<number> {
    const { clock, outlet } = this.#means;
    this.#isClosing = true;
    this.#begin();
    this.#pause.abort();
    const written = new AbortController();
    const late = clock.sleep(LAST_WAIT_MS, written.signal).catch(() => undefined);
    await Promise.race([this.#work, late]);
    written.abort();
    const left = Buffer.concat([this.#chunk.subarray(this.#done), ...this.#waiting]);
    await outlet.close();
    return left.filter((byte) => byte === LINE_END).length;
  }

  #begin(): void {
    this.#work ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    // Lines of one tick are written together.
    await Promise.resolve();
    try {
      for (;;) {
        if (this.#reopening !== null) await this.#reopen(this.#reopening);
        if (this.#done === this.#chunk.length) this.#takeChunk();
        if (this.#chunk.length === 0) return;
        if (await this.#writeSome()) continue;
        if (this.#isClosing) return;
        this.#pause = new AbortController();
        await this.#means.clock.sleep(RETRY_MS, this.#pause.signal).catch(() => undefined);
      }
    } finally {
      this.#work = null;
    }
  }

  #takeChunk(): void {
    let count = 0;
    let bytes = 0;
    for (const line of this.#waiting) {
      if (count > 0 && bytes + line.length > CHUNK_BYTES) break;
      count += 1;
      bytes += line.length;
    }
    this.#chunk = Buffer.concat(this.#waiting.splice(0, count), bytes);
    this.#waitingBytes -= bytes;
    this.#done = 0;
  }

  async #writeSome(): Promise<boolean> {
    const { outlet, onFailed, onWritten } = this.#means;
    try {
      this.#done += await outlet.write(this.#chunk.subarray(this.#done));
    } catch (error) {
      onFailed(codeOf(error));
      return false;
    }
    onWritten();
    return true;
  }

  async #reopen({ resolve, reject }: PromiseWithResolvers<undefined>): Promise<void> {
    this.#reopening = null;
    try {
      await this.#means.outlet.reopen();
      this.#done = this.#done === 0 ? 0 : this.#chunk.lastIndexOf(LINE_END, this.#done - 1) + 1;
      resolve(undefined);
    } catch (error) {
      reject(error instanceof Error ? error : new Error('the file could not be opened anew', { cause: error }));
    }
  }
}

/** The system's code of an error, such as ENOSPC. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
}
