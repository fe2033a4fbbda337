import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { buildBundle } from '../bundle.ts';

const root = resolve(import.meta.dirname, '../..');

test('what the Dockerfile copies is enough to build what it runs', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'paygraph-image-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const [build, app] = [join(directory, 'build'), join(directory, 'app')];
  const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
  const copies = [...dockerfile.matchAll(/^COPY (?!--from)(.+)$/gm)];
  const sent = new Set(
    [...readFileSync(join(root, '.dockerignore'), 'utf8').matchAll(/^!(.+)$/gm)].map(([, name]) => name),
  );
  expect(copies.length).toBeGreaterThan(1);
  for (const [, words = ''] of copies) {
    const [target = '', ...sources] = words.split(' ').reverse();
    for (const source of sources) {
      expect(sent).toContain(source);
      const to = target.endsWith('/') ? join(build, target, basename(source)) : join(build, target);
      cpSync(join(root, source), to, { recursive: true });
    }
  }
  symlinkSync(join(root, 'node_modules'), join(build, 'node_modules'));
  buildBundle(app, build);
  const run = [...dockerfile.matchAll(/"([\w-]+\.mjs)"/g)].map(([, name = '']) => name);
  expect(run.sort()).toEqual(['healthcheck.mjs', 'start.mjs']);
  for (const name of run) expect(existsSync(join(app, name))).toBe(true);
  const gateway = spawn(process.execPath, ['start.mjs'], {
    cwd: app,
    env: { ...process.env, PORT: '0', PAYGRAPH_CONFIG: '' },
  });
  onTestFinished(() => void gateway.kill('SIGKILL'));
  const written = await new Promise<string>((done) => {
    let text = '';
    const read = (bytes: Buffer) => {
      text += bytes.toString();
      if (text.includes('paygraph is ready')) done(text);
    };
    gateway.stdout.on('data', read);
    gateway.stderr.on('data', read);
    gateway.once('exit', () => done(text));
  });
  expect(written).toContain('paygraph is ready');
});
