import { mkdtempSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import type { Config } from '../../src/config/config.ts';
import { readFromDisk, type ReadFile } from '../../src/config/files.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { ReloadEvent } from '../../src/config/reload-event.ts';
import { Reloading } from '../../src/config/reloading.ts';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { ACCESS, ENVIRONMENT, INTL, KEYS } from './example.ts';

const SETTLE_MS = 1_000;

/** A gateway's part in reloading, over files of its own. */
class Kept {
  readonly directory = mkdtempSync(join(tmpdir(), 'paygraph-reloading-test-'));
  readonly file = join(this.directory, 'paygraph.yaml');
  readonly clock = new VirtualClock();
  readonly events: ReloadEvent[] = [];
  readonly adopted: Config[] = [];
  /** What taking over fails with; null when it does not. */
  fault: Error | null = null;
  reloading!: Reloading;
  #run: Promise<void> | undefined;

  start(configuration: object): this {
    onTestFinished(async () => {
      this.reloading.stop();
      await this.#run;
      rmSync(this.directory, { recursive: true, force: true });
    });
    this.write('merchant.pem', KEYS.merchantPrivate);
    this.write('alipay.pem', KEYS.alipayPublic);
    this.write('paygraph.yaml', stringify(configuration));
    const files = new Set<string>();
    const load = (readFile: ReadFile) => loadConfig(this.file, ENVIRONMENT, { readFile });
    const config = load((path) => {
      files.add(path);
      return readFromDisk(path);
    });
    const adopt = (next: Config) => {
      if (this.fault !== null) return Promise.reject(this.fault);
      this.adopted.push(next);
      return Promise.resolve();
    };
    const onEvent = (event: ReloadEvent) => void this.events.push(event);
    this.reloading = new Reloading({ load, adopt, clock: this.clock, onEvent }, config, files);
    this.#run = this.reloading.run();
    return this;
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.directory, name), text);
  }

  configure(configuration: object): void {
    this.write('paygraph.yaml', stringify(configuration));
  }

  /** One more look at the files. */
  async look(): Promise<void> {
    await until(() => this.clock.sleeping === 1);
    await this.clock.advance(SETTLE_MS);
    await until(() => this.clock.sleeping === 1);
  }

  async looks(count: number): Promise<void> {
    for (let look = 0; look < count; look += 1) await this.look();
  }

  async asked(): Promise<void> {
    const { length } = this.events;
    this.reloading.ask();
    await until(() => this.events.length > length);
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries > 2_000) throw new Error('it never came to be');
    await sleep(2);
  }
}

const EXAMPLE = { accounts: [INTL], access: ACCESS };
const attempts = (count: number) => ({ ...EXAMPLE, limits: { attempts: count } });

describe('a configuration that is watched', () => {
  test('is taken over when two looks in a row have found the same change', async () => {
    const kept = new Kept().start(attempts(2));
    await kept.looks(3);
    kept.configure(attempts(4));
    await kept.look();
    expect(kept.adopted).toEqual([]);
    await kept.look();
    expect(kept.adopted.map(({ limits }) => limits.attempts)).toEqual([4]);
    await kept.looks(3);
    expect(kept.events).toEqual([{ kind: 'taken', changed: ['limits.attempts'], needsRestart: [] }]);
  });

  test('is left alone when nothing changes', async () => {
    const kept = new Kept().start(EXAMPLE);
    await kept.looks(5);
    expect(kept.events).toEqual([]);
  });

  test('is taken over when it has changed between being read and being watched', async () => {
    const kept = new Kept().start(attempts(2));
    kept.configure(attempts(4));
    await kept.looks(2);
    expect(kept.events).toEqual([{ kind: 'taken', changed: ['limits.attempts'], needsRestart: [] }]);
  });

  test('is taken over once however often it changes, when it comes to rest', async () => {
    const kept = new Kept().start(attempts(1));
    await kept.looks(2);
    for (const count of [2, 3, 4]) {
      kept.configure(attempts(count));
      await kept.look();
    }
    kept.write('alipay.pem', KEYS.alipayPublicBare);
    await kept.looks(2);
    expect(kept.events).toEqual([{ kind: 'taken', changed: ['limits.attempts'], needsRestart: [] }]);
    expect(kept.adopted.map(({ limits }) => limits.attempts)).toEqual([4]);
  });

  test('waits for a file that is written in parts', async () => {
    const kept = new Kept().start(attempts(2));
    await kept.looks(2);
    const text = stringify(attempts(4));
    for (let length = 0; length < text.length; length += 60) {
      kept.write('paygraph.yaml', text.slice(0, length));
      await kept.look();
    }
    expect(kept.events).toEqual([]);
    kept.write('paygraph.yaml', text);
    await kept.looks(2);
    expect(kept.events).toEqual([{ kind: 'taken', changed: ['limits.attempts'], needsRestart: [] }]);
  });

  test('knows of the keys it names, those named since as well', async () => {
    const kept = new Kept().start(EXAMPLE);
    await kept.looks(2);
    kept.write('next.pem', KEYS.alipayPublic);
    kept.configure({ accounts: [{ ...INTL, alipayPublicKey: [{ file: 'next.pem' }] }], access: ACCESS });
    // Once to settle, once to see which files it names, and these have to settle too.
    await kept.looks(4);
    expect(kept.events).toEqual([{ kind: 'same', needsRestart: [] }]);
    kept.write('replacement.pem', KEYS.alipayPublicBare.slice(0, -4));
    renameSync(join(kept.directory, 'replacement.pem'), join(kept.directory, 'next.pem'));
    await kept.looks(2);
    expect(kept.events.slice(1)).toMatchObject([
      { kind: 'refused', faults: [{ path: 'accounts[0].alipayPublicKey[0]' }] },
    ]);
  });

  test('that has faults is refused as a whole, once, and the one before stays until it is mended', async () => {
    const kept = new Kept().start(attempts(2));
    await kept.looks(2);
    kept.configure({ ...attempts(0), live: { pollMs: 5_000 } });
    await kept.looks(4);
    expect(kept.events).toMatchObject([{ kind: 'refused', faults: [{ path: 'limits.attempts' }] }]);
    expect(kept.reloading.reading).toMatchObject({ isCurrent: false });
    kept.write('paygraph.yaml', 'accounts: [');
    await kept.looks(4);
    expect(kept.events.slice(1)).toMatchObject([{ kind: 'refused' }]);
    expect(kept.adopted).toEqual([]);
    kept.configure({ ...attempts(2), live: { pollMs: 5_000 } });
    await kept.looks(4);
    expect(kept.events.slice(2)).toEqual([{ kind: 'taken', changed: ['live.pollMs'], needsRestart: [] }]);
    expect(kept.reloading.reading).toEqual({
      isCurrent: true,
      since: kept.clock.now() - 2 * SETTLE_MS,
      needsRestart: 0,
    });
  });

  test('stays when one of its files is gone, which is said, and when it comes back', async () => {
    const kept = new Kept().start(EXAMPLE);
    await kept.looks(2);
    unlinkSync(join(kept.directory, 'merchant.pem'));
    await kept.looks(3);
    expect(kept.events).toMatchObject([
      {
        kind: 'refused',
        faults: [{ path: 'accounts[0].privateKey', message: expect.stringContaining('ENOENT') as string }],
      },
    ]);
    kept.write('merchant.pem', KEYS.merchantPrivate);
    await kept.looks(3);
    expect(kept.events.slice(1)).toEqual([{ kind: 'same', needsRestart: [] }]);
    unlinkSync(kept.file);
    await kept.looks(3);
    expect(kept.events.slice(2)).toMatchObject([{ kind: 'refused', faults: [{ path: '' }] }]);
    expect(kept.adopted).toEqual([]);
  });

  test('says what needs a restart each time, and takes over the rest', async () => {
    const kept = new Kept().start(attempts(2));
    await kept.looks(2);
    kept.configure({ ...attempts(4), server: { port: 4_999 }, cache: { maxEntries: 7 } });
    await kept.looks(2);
    const needsRestart = ['server.port', 'cache.maxEntries'];
    expect(kept.events).toEqual([{ kind: 'taken', changed: ['limits.attempts'], needsRestart }]);
    expect(kept.adopted[0]).toMatchObject({ server: { port: 4_000 }, cache: { maxEntries: 100_000 } });
    await kept.asked();
    expect(kept.events.slice(1)).toEqual([{ kind: 'same', needsRestart }]);
    expect(kept.reloading.reading.needsRestart).toBe(2);
    kept.configure(attempts(4));
    await kept.looks(2);
    expect(kept.events.slice(2)).toEqual([{ kind: 'same', needsRestart: [] }]);
    expect(kept.reloading.reading.needsRestart).toBe(0);
  });

  test('goes on to be watched when it could not be taken over, and is tried again when asked', async () => {
    const kept = new Kept().start(attempts(2));
    await kept.looks(2);
    kept.fault = new Error('no certificate');
    kept.configure(attempts(4));
    await kept.looks(4);
    expect(kept.events).toEqual([{ kind: 'failed', error: kept.fault }]);
    expect(kept.reloading.reading.isCurrent).toBe(false);
    kept.fault = null;
    await kept.asked();
    expect(kept.events.slice(1)).toEqual([{ kind: 'taken', changed: ['limits.attempts'], needsRestart: [] }]);
  });
});

describe('a configuration that is asked to be read anew', () => {
  test('is at once, settled or not, also where nothing is watched', async () => {
    const unwatched = { reload: { watch: false } };
    const kept = new Kept().start({ ...attempts(2), ...unwatched });
    kept.configure({ ...attempts(4), ...unwatched });
    await kept.clock.advance(60_000);
    expect(kept.events).toEqual([]);
    await kept.asked();
    expect(kept.events).toEqual([{ kind: 'taken', changed: ['limits.attempts'], needsRestart: [] }]);
    await kept.asked();
    expect(kept.events.slice(1)).toEqual([{ kind: 'same', needsRestart: [] }]);
    // It begins to be watched.
    kept.configure(attempts(5));
    await kept.asked();
    kept.configure(attempts(6));
    await kept.looks(2);
    expect(kept.adopted.map(({ limits }) => limits.attempts)).toEqual([4, 5, 6]);
  });

  test('is read with files it did not name before, and not once more for those who ask meanwhile', async () => {
    const kept = new Kept().start(EXAMPLE);
    kept.write('next.pem', KEYS.merchantPublic);
    kept.configure({
      accounts: [{ ...INTL, alipayPublicKey: [{ file: 'alipay.pem' }, { file: 'next.pem' }] }],
      access: ACCESS,
    });
    kept.reloading.ask();
    await kept.asked();
    // Its own public key is none of Alipay's.
    expect(kept.events).toMatchObject([{ kind: 'refused', faults: [{ path: 'accounts[0].alipayPublicKey' }] }]);
    kept.write('next.pem', KEYS.alipayPublic);
    await kept.asked();
    expect(kept.events).toMatchObject([{ kind: 'refused' }, { kind: 'taken', changed: ['accounts[intl]'] }]);
  });

  test('is not read any more when the gateway stops', async () => {
    const kept = new Kept().start(attempts(2));
    kept.reloading.stop();
    kept.configure(attempts(4));
    kept.reloading.ask();
    await kept.clock.advance(60_000);
    await sleep(20);
    expect(kept.events).toEqual([]);
    expect(kept.clock.sleeping).toBe(0);
  });
});
