import cluster, { type Worker } from 'node:cluster';
import type { Readable } from 'node:stream';
import { Channel } from './channel.ts';
import { closeWhatIsHandedOver } from './handed-over.ts';
import type { Beginning, PrimaryServices, WorkerServices } from './services.ts';
import { forwardLines } from './whole-lines.ts';

/** The primary's end of what it and a worker say to each other. */
export type ToWorker = Channel<WorkerServices, PrimaryServices>;

/** A worker that answers. */
export interface Answering {
  readonly worker: number;
  readonly channel: ToWorker;
}

/** What keeps workers running. */
export interface CrewMeans {
  readonly workers: number;
  /** What a worker begins with, beside its number. */
  readonly beginning: () => Omit<Beginning, 'worker' | 'workers'>;
  /** Has the primary answer a worker that is about to begin. */
  readonly serve: (worker: number, channel: ToWorker) => void;
  /** Takes whole lines of the log. */
  readonly onLines: (lines: string) => void;
  /** One was killed within a line, which is not passed on. */
  readonly onBrokenOff: () => void;
  /** One ended before all had begun: none can. */
  readonly onNoStart: (code: number | null) => void;
  readonly onStarted: (worker: number, url: string) => void;
  readonly onEnded: (worker: number, code: number | null, signal: string | null, againInMs: number) => void;
  /** One did not end in time when it was to stop: it is killed. */
  readonly onStuck: (worker: number) => void;
  readonly onFault: (error: unknown) => void;
}

interface Seat {
  readonly worker: number;
  state: 'loading' | 'running' | 'gone';
  process: Worker | null;
  channel: ToWorker | null;
  started: PromiseWithResolvers<undefined>;
  ended: PromiseWithResolvers<number | null>;
  failures: number;
  since: number;
  /** It was to read the configuration anew before it could hear of it. */
  isAsked: boolean;
}

// What the one before has asked in the last second counts against the account's rate, and is forgotten with it.
const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** One that has lived for so long was not started in vain. */
const LIVED_MS = 60_000;

/** The workers: all begin, and whenever one ends that should not, another takes its place after a pause. */
export class Crew {
  readonly #means: CrewMeans;
  readonly #seats: readonly Seat[];
  readonly #pauses = new Set<NodeJS.Timeout>();
  #phase: 'starting' | 'running' | 'stopping' = 'starting';

  constructor(means: CrewMeans) {
    this.#means = means;
    this.#seats = Array.from({ length: means.workers }, (_, index) => ({
      worker: index + 1,
      state: 'gone',
      process: null,
      channel: null,
      started: Promise.withResolvers(),
      ended: Promise.withResolvers(),
      failures: 0,
      since: 0,
      isAsked: false,
    }));
  }

  /** Those that answer. */
  get running(): readonly Answering[] {
    return this.#seats.flatMap(({ worker, channel, state }) =>
      state === 'running' && channel !== null ? [{ worker, channel }] : [],
    );
  }

  /** Resolves when all answer. The first one begins alone, so that a fault is told once. */
  async start(): Promise<void> {
    for (const seat of this.#seats) this.#fork(seat);
    const [first, ...others] = this.#seats;
    if (first !== undefined) await this.#begin(first);
    await Promise.all(others.map((seat) => this.#begin(seat)));
    this.#phase = 'running';
  }

  /** Has all read the configuration anew. */
  hangUp(): void {
    for (const seat of this.#seats) {
      if (seat.state === 'running') seat.process?.process.kill('SIGHUP');
      else seat.isAsked = true;
    }
  }

  /** Has all finish what is under way, and kills what is left after so many milliseconds. Rejects when one could not. */
  async stop(signal: string, withinMs: number): Promise<void> {
    this.#phase = 'stopping';
    for (const pause of this.#pauses) clearTimeout(pause);
    const overdue = setTimeout(() => this.#killStuck(), withinMs);
    const codes = this.#seats.map(async ({ state, process, channel, ended }) => {
      if (state === 'gone') return 0;
      if (state === 'running') channel?.tell('stop', signal);
      // Nothing is under way there.
      else process?.process.kill('SIGKILL');
      const code = await ended.promise;
      return state === 'running' ? code : 0;
    });
    const failed = (await Promise.all(codes)).findIndex((code) => code !== 0);
    clearTimeout(overdue);
    if (failed !== -1) throw new Error(`worker ${failed + 1} did not end as it should`);
  }

  /** Ends all at once. */
  kill(): void {
    for (const { process } of this.#seats) process?.process.kill('SIGKILL');
  }

  #killStuck(): void {
    for (const { worker, process } of this.#seats) {
      if (process === null) continue;
      this.#means.onStuck(worker);
      process.process.kill('SIGKILL');
    }
  }

  #fork(seat: Seat): void {
    Object.assign(seat, { process: null, channel: null, since: Date.now() });
    seat.started = Promise.withResolvers();
    seat.ended = Promise.withResolvers();
    const process = this.#spawn(seat);
    // One that could not be started has nothing to talk or write to; the error says so in a moment.
    if (process?.process.pid === undefined) return;
    const channel: ToWorker = new Channel((message) => {
      // That it is gone is told elsewhere.
      process.send(message, () => undefined);
    }, this.#means.onFault);
    Object.assign(seat, { channel, state: 'loading' });
    channel.on('started', ({ url }) => this.#hasStarted(seat, url));
    this.#means.serve(seat.worker, channel);
    process.on('message', (message: unknown) => channel.take(message));
    closeWhatIsHandedOver(process.process);
    const { stdout } = process.process;
    if (stdout !== null) void this.#forward(stdout);
    // When its last lines are read, too.
    process.process.once('close', (code, signal) => this.#hasEnded(seat, process, code, signal));
  }

  async #forward(stdout: Readable): Promise<void> {
    const bytes = await forwardLines(stdout, this.#means.onLines);
    if (bytes > 0) this.#means.onBrokenOff();
  }

  /** Null when there can be no process. Some reasons Node throws, and tells of others, as of no descriptor left, later. */
  #spawn(seat: Seat): Worker | null {
    try {
      const process = cluster.fork();
      seat.process = process;
      process.on('error', (error) => {
        this.#means.onFault(error);
        if (process.process.pid === undefined) this.#hasEnded(seat, process, null, null);
      });
      return process;
    } catch (error) {
      this.#means.onFault(error);
      this.#hasEnded(seat, null, null, null);
      return null;
    }
  }

  #begin(seat: Seat): Promise<void> {
    const { workers, beginning } = this.#means;
    seat.channel?.tell('begin', { worker: seat.worker, workers, ...beginning() });
    return seat.started.promise;
  }

  #hasStarted(seat: Seat, url: string): void {
    seat.state = 'running';
    if (seat.isAsked) seat.process?.process.kill('SIGHUP');
    seat.isAsked = false;
    this.#means.onStarted(seat.worker, url);
    seat.started.resolve(undefined);
  }

  #hasEnded(seat: Seat, process: Worker | null, code: number | null, signal: string | null): void {
    // One that could not be started is told of twice, and its seat must not be taken twice.
    if (seat.process !== process) return;
    seat.channel?.close();
    Object.assign(seat, { process: null, channel: null, state: 'gone' });
    seat.ended.resolve(code);
    if (this.#phase === 'stopping') return;
    if (this.#phase === 'starting') {
      this.#means.onNoStart(code);
      return;
    }
    if (Date.now() - seat.since > LIVED_MS) seat.failures = 0;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS * 2 ** seat.failures);
    seat.failures += 1;
    this.#means.onEnded(seat.worker, code, signal, pauseMs);
    const pause = setTimeout(() => {
      this.#pauses.delete(pause);
      this.#fork(seat);
      void this.#begin(seat);
    }, pauseMs);
    this.#pauses.add(pause);
  }
}
