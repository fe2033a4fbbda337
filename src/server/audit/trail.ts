import type { Clock } from '../../domain/clock.ts';
import { BoundedWriter } from './bounded-writer.ts';
import type { AuditHashes } from './hashes.ts';
import type { Outlet } from './outlet.ts';

/** What a trail is made of. */
export interface TrailMeans {
  readonly outlet: Outlet;
  readonly clock: Clock;
  readonly bufferBytes: number;
  readonly hashes: AuditHashes;
  /** Names this run of the process: its lines are numbered and chained among themselves. */
  readonly run: string;
  /** Called when lines cannot be written, once a minute, and when they can be again. */
  readonly onChange: (state: TrailState, reason: string, lost: number) => void;
}

/** `failing` from the first write that fails, or line that finds no room, until lines are written again. */
export type TrailState = 'writing' | 'failing';

const VERSION = 1;
const COMPLAIN_EACH_MS = 60_000;
// More than what a line gets beside its own fields, and than a whole line that tells of a gap.
const FRAME_BYTES = 512;

/**
 * Numbered lines, each with the hash of the one before it. A line that is lost leaves a gap in the numbers, and a line
 * that says so as soon as there is room again.
 */
export class Trail {
  readonly #means: TrailMeans;
  readonly #writer: BoundedWriter;
  #sequence = 0;
  #chained = '';
  #taken = 0;
  #lost = 0;
  /** Lines lost since that was last written down, and when the first was. */
  #gap: { lines: number; readonly since: string } | null = null;
  #hasFailed = false;
  #complainedAt = -Infinity;
  #hasComplained = false;

  constructor(means: TrailMeans) {
    const { outlet, clock, bufferBytes } = means;
    this.#means = means;
    this.#writer = new BoundedWriter({
      outlet,
      clock,
      bufferBytes,
      onWritten: () => this.#recovered(),
      onFailed: (reason) => this.#failed(reason),
    });
  }

  get state(): TrailState {
    return this.#hasFailed || this.#gap !== null ? 'failing' : 'writing';
  }

  /** Lines taken and lines lost since the start, and the bytes that wait to be written. */
  get statistics(): { readonly taken: number; readonly lost: number; readonly waitingBytes: number } {
    return { taken: this.#taken, lost: this.#lost, waitingBytes: this.#writer.bytes };
  }

  /** Takes a line, or counts it as lost. */
  append(event: string, fields: Readonly<Record<string, unknown>>): void {
    const own = JSON.stringify({ event, ...fields });
    const size = Buffer.byteLength(own) + FRAME_BYTES;
    if (this.#gap !== null && this.#writer.hasRoomFor(size + FRAME_BYTES)) this.#tellOfGap(this.#gap);
    if (this.#gap === null && this.#writer.hasRoomFor(size)) this.#write(own);
    else this.#lose();
  }

  reopen(): Promise<void> {
    return this.#writer.reopen();
  }

  /** Writes what can be written. Resolves with how many lines could not be. */
  async close(): Promise<number> {
    if (this.#gap !== null) this.#tellOfGap(this.#gap);
    this.#write(JSON.stringify({ event: 'stopped' }));
    return this.#writer.close();
  }

  #write(own: string): void {
    const { clock, hashes, run } = this.#means;
    this.#sequence += 1;
    this.#taken += 1;
    const time = new Date(clock.now()).toISOString();
    const frame = JSON.stringify({ v: VERSION, time, run, seq: this.#sequence, key: hashes.keyId });
    const line = `${frame.slice(0, -1)},${own.slice(1, -1)}`;
    this.#chained = hashes.chain(this.#chained, line);
    this.#writer.append(`${line},"chain":"${this.#chained}"}`);
  }

  #lose(): void {
    this.#sequence += 1;
    this.#lost += 1;
    this.#gap ??= { lines: 0, since: new Date(this.#means.clock.now()).toISOString() };
    this.#gap.lines += 1;
    this.#complain('no room for more lines that wait');
  }

  #tellOfGap({ lines, since }: { readonly lines: number; readonly since: string }): void {
    this.#gap = null;
    this.#write(JSON.stringify({ event: 'gap', lost: lines, since }));
  }

  #failed(reason: string): void {
    this.#hasFailed = true;
    this.#complain(reason);
  }

  #recovered(): void {
    this.#hasFailed = false;
    if (this.#gap !== null && this.#writer.hasRoomFor(FRAME_BYTES)) this.#tellOfGap(this.#gap);
    if (!this.#hasComplained || this.#gap !== null) return;
    this.#hasComplained = false;
    this.#means.onChange('writing', 'lines are written again', this.#lost);
  }

  #complain(reason: string): void {
    const now = this.#means.clock.now();
    if (now - this.#complainedAt < COMPLAIN_EACH_MS) return;
    this.#complainedAt = now;
    this.#hasComplained = true;
    this.#means.onChange('failing', reason, this.#lost);
  }
}
