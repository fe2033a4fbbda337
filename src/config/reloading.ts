import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../domain/clock.ts';
import { changesBetween, takenOver } from './changes.ts';
import type { Config } from './config.ts';
import { ConfigError } from './faults.ts';
import {
  noting,
  readAllFromDisk,
  readFrom,
  stampsOf,
  type Contents,
  type FileRead,
  type ReadFile,
  type Stamps,
} from './files.ts';
import type { ConfigReading, ReloadEvent } from './reload-event.ts';

/** What reloading is made of. */
export interface ReloadMeans {
  /** Reads the configuration by these means alone. Throws `ConfigError`. */
  readonly load: (readFile: ReadFile) => Config;
  /** Takes it over, as a whole or, when it rejects, not at all. */
  readonly adopt: (config: Config) => Promise<void>;
  readonly clock: Clock;
  readonly onEvent: (event: ReloadEvent) => void;
}

/** What reading came to, and which files it took, there or not. */
interface Loaded {
  readonly files: ReadonlySet<string>;
  readonly result: Config | ConfigError;
}

/**
 * Keeps a configuration up to date with its files. Files are looked at, not listened to: that finds what an editor puts
 * in a file's place and what Kubernetes leads a link to, on every file system. What is read is only what two looks in a
 * row have found, and it is taken over as a whole or not at all.
 */
export class Reloading {
  readonly #means: ReloadMeans;
  readonly #stopped = new AbortController();
  #config: Config;
  #files: ReadonlySet<string>;
  /** The stamps of what is in force or was refused; null until they are known. */
  #known: Stamps | null = null;
  #lookedAt: Stamps | null = null;
  #reading: ConfigReading;
  #isAsked = false;
  #wake: () => void = () => undefined;

  /** Starts from a configuration that was read from these files. */
  constructor(means: ReloadMeans, config: Config, files: Iterable<string>) {
    this.#means = means;
    this.#config = config;
    this.#files = new Set(files);
    this.#reading = { isCurrent: true, since: means.clock.now(), needsRestart: 0 };
  }

  get reading(): ConfigReading {
    return this.#reading;
  }

  /** Has everything read anew, once for all who ask meanwhile, changed or not. */
  ask(): void {
    this.#isAsked = true;
    this.#wake();
  }

  /** Looks again and again, until it is stopped. */
  async run(): Promise<void> {
    const { signal } = this.#stopped;
    for (;;) {
      await this.#rest(signal);
      if (signal.aborted) return;
      try {
        if (this.#isAsked) await this.#readNow();
        else await this.#look();
      } catch (error) {
        this.#tell({ kind: 'failed', error });
      }
    }
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #rest(stopped: AbortSignal): Promise<void> {
    if (this.#isAsked || stopped.aborted) return;
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    const until = AbortSignal.any([stopped, woken.signal]);
    const { watch, settleMs } = this.#config.reload;
    // It rejects when it is woken, and that is all it rejects for.
    if (watch) await this.#means.clock.sleep(settleMs, until).catch(() => undefined);
    else await new Promise((resolve) => until.addEventListener('abort', resolve, { once: true }));
  }

  async #readNow(): Promise<void> {
    this.#isAsked = false;
    let files = this.#files;
    for (;;) {
      const stamps = await stampsOf(files);
      const contents = await readAllFromDisk(files);
      this.#known = stamps;
      const loaded = this.#load(contents);
      if (isAmong(loaded.files, contents)) {
        await this.#settle(loaded, stamps, true);
        return;
      }
      // It names files that it did not name before.
      files = new Set([...files, ...loaded.files]);
    }
  }

  async #look(): Promise<void> {
    const stamps = await stampsOf(this.#files);
    const isSettled = isDeepStrictEqual(stamps, this.#lookedAt);
    this.#lookedAt = stamps;
    if (!isSettled || isDeepStrictEqual(stamps, this.#known)) return;
    const contents = await readAllFromDisk(this.#files);
    // Written to meanwhile: the next looks see to it.
    if (!isDeepStrictEqual(await stampsOf(this.#files), stamps)) return;
    const isFirst = this.#known === null;
    this.#known = stamps;
    const loaded = this.#load(contents);
    // Files that it did not name before have to settle as well.
    if (!isAmong(loaded.files, contents)) this.#files = new Set([...this.#files, ...loaded.files]);
    else await this.#settle(loaded, stamps, !isFirst);
  }

  #load(contents: Contents): Loaded {
    const found = new Map<string, FileRead>();
    const result = this.#resultOf(noting(readFrom(contents), found));
    return { files: new Set(found.keys()), result };
  }

  #resultOf(readFile: ReadFile): Loaded['result'] {
    try {
      return this.#means.load(readFile);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return error;
    }
  }

  async #settle({ files, result }: Loaded, stamps: Stamps, tellsAll: boolean): Promise<void> {
    if (result instanceof ConfigError) {
      // Perhaps it was not read as far as the files it names: those of before are looked at as well.
      this.#files = new Set(stamps.keys());
      this.#tell({ kind: 'refused', faults: result.faults });
      return;
    }
    this.#files = files;
    this.#known = new Map([...stamps].filter(([path]) => files.has(path)));
    const config = takenOver(result, this.#config);
    const changed = changesBetween(this.#config, config);
    const needsRestart = changesBetween(config, result);
    if (changed.length > 0) {
      await this.#means.adopt(config);
      this.#config = config;
      this.#tell({ kind: 'taken', changed, needsRestart });
    } else if (tellsAll || needsRestart.length > 0) {
      this.#tell({ kind: 'same', needsRestart });
    }
  }

  #tell(event: ReloadEvent): void {
    const { since, needsRestart } = this.#reading;
    this.#reading = {
      isCurrent: event.kind === 'taken' || event.kind === 'same',
      since: event.kind === 'taken' ? this.#means.clock.now() : since,
      needsRestart: 'needsRestart' in event ? event.needsRestart.length : needsRestart,
    };
    this.#means.onEvent(event);
  }
}

function isAmong(files: ReadonlySet<string>, contents: Contents): boolean {
  return [...files].every((path) => contents.has(path));
}
