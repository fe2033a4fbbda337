import { execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openOutlet, type Outlet } from '../../../src/server/audit/outlet.ts';
import { until } from '../harness.ts';

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'paygraph-outlet-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** How many files of the folder are open. */
function openIn(directory: string): number {
  const targets = readdirSync('/proc/self/fd').map((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`);
    } catch {
      // Closed since.
      return '';
    }
  });
  return targets.filter((target) => target.startsWith(directory)).length;
}

async function opened(to: Parameters<typeof openOutlet>[0]): Promise<Outlet> {
  const outlet = await openOutlet(to);
  onTestFinished(() => outlet.close());
  return outlet;
}

const bytes = (text: string) => Buffer.from(text);

/** A pipe with a reader; closed when the test ends. */
function pipe() {
  const file = join(folder(), 'pipe');
  execFileSync('mkfifo', [file]);
  const reader = spawn('cat', [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let read = '';
  reader.stdout.on('data', (chunk: Buffer) => (read += chunk.toString()));
  onTestFinished(() => void reader.kill('SIGKILL'));
  return { file, reader, read: () => read };
}

/** Opens it as soon as the other end is there. */
async function whenRead(file: string): Promise<Outlet> {
  for (;;) {
    const outlet = await openOutlet({ file }).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'ENXIO' });
      return null;
    });
    if (outlet !== null) {
      onTestFinished(() => outlet.close());
      return outlet;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('a file', () => {
  test('is made when it is not there, for its owner and group alone, and appended to when it is', async () => {
    const file = join(folder(), 'audit.jsonl');
    const first = await openOutlet({ file });
    expect(await first.write(bytes('one\n'))).toBe(4);
    await first.close();
    const second = await opened({ file });
    await second.write(bytes('two\n'));
    expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n');
    expect(execFileSync('stat', ['-c', '%a', file], { encoding: 'utf8' }).trim()).toMatch(/^6[04]0$/);
  });

  test('that ends within a line is not written on in that line', async () => {
    const file = join(folder(), 'audit.jsonl');
    writeFileSync(file, 'one\n{"v":1,"ti');
    const outlet = await opened({ file });
    await outlet.write(bytes('two\n'));
    await outlet.write(bytes('three\n'));
    expect(readFileSync(file, 'utf8')).toBe('one\n{"v":1,"ti\ntwo\nthree\n');
  });

  test('that was moved away is opened anew when told to', async () => {
    const file = join(folder(), 'audit.jsonl');
    const outlet = await opened({ file });
    await outlet.write(bytes('one\n'));
    renameSync(file, `${file}.1`);
    await outlet.write(bytes('two\n'));
    await outlet.reopen();
    await outlet.write(bytes('three\n'));
    expect([readFileSync(`${file}.1`, 'utf8'), readFileSync(file, 'utf8')]).toEqual(['one\ntwo\n', 'three\n']);
    appendFileSync(file, 'cut');
    await outlet.reopen();
    await outlet.write(bytes('four\n'));
    expect(readFileSync(file, 'utf8')).toBe('three\ncut\nfour\n');
  });

  test.skipIf(!existsSync('/proc/self/fd'))(
    'whose folder is gone goes on as it was when it cannot be opened anew',
    async () => {
      const directory = folder();
      const file = join(directory, 'audit.jsonl');
      const outlet = await opened({ file });
      rmSync(directory, { recursive: true });
      await expect(outlet.reopen()).rejects.toMatchObject({ code: 'ENOENT' });
      expect(await outlet.write(bytes('one\n'))).toBe(4);
      expect(openIn(directory)).toBe(1);
    },
  );

  test.each([
    ['in no folder', () => join(folder(), 'none', 'audit.jsonl'), 'ENOENT'],
    ['that is a folder', folder, 'EISDIR'],
  ])('%s is a fault at once', async (_what, make, code) => {
    await expect(openOutlet({ file: make() })).rejects.toMatchObject({ code });
  });

  test.skipIf(!existsSync('/dev/full'))('on a full disk says so with each write', async () => {
    const outlet = await opened({ file: '/dev/full' });
    await expect(outlet.write(bytes('one\n'))).rejects.toMatchObject({ code: 'ENOSPC' });
    await expect(outlet.write(bytes('one\n'))).rejects.toMatchObject({ code: 'ENOSPC' });
  });
});

describe('a pipe', () => {
  test('without a reader is a fault at once, rather than a wait', async () => {
    const file = join(folder(), 'pipe');
    execFileSync('mkfifo', [file]);
    await expect(openOutlet({ file })).rejects.toMatchObject({ code: 'ENXIO' });
  });

  test('is written to its reader', async () => {
    const { file, read } = pipe();
    const outlet = await whenRead(file);
    expect(await outlet.write(bytes('one\n'))).toBe(4);
    await until(() => read() === 'one\n');
  });

  test('whose reader is gone says so with each write', async () => {
    const { file, reader } = pipe();
    const outlet = await whenRead(file);
    await outlet.write(bytes('one\n'));
    reader.kill('SIGKILL');
    await new Promise((resolve) => reader.once('exit', resolve));
    await expect(outlet.write(bytes('two\n'))).rejects.toMatchObject({ code: 'EPIPE' });
    await expect(outlet.write(bytes('three\n'))).rejects.toThrow();
  });

  test('whose reader has stopped keeps nobody from closing it', async () => {
    const { file, reader } = pipe();
    const outlet = await whenRead(file);
    reader.kill('SIGSTOP');
    const written = outlet.write(Buffer.alloc(1_000_000, 'x'));
    const ended = expect(written).rejects.toThrow();
    await outlet.close();
    await ended;
  });
});

describe('a descriptor', () => {
  test('that is not open is a fault at once', async () => {
    await expect(openOutlet({ descriptor: 1_000 })).rejects.toMatchObject({ code: 'EBADF' });
  });
});
