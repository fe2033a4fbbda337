import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

test('what the Dockerfile copies is enough to start', async () => {
  const image = mkdtempSync(join(tmpdir(), 'paygraph-image-'));
  onTestFinished(() => rmSync(image, { recursive: true, force: true }));
  const copies = [...readFileSync(join(root, 'Dockerfile'), 'utf8').matchAll(/^COPY (?!--from)(.+)$/gm)];
  const sent = new Set(
    [...readFileSync(join(root, '.dockerignore'), 'utf8').matchAll(/^!(.+)$/gm)].map(([, name]) => name),
  );
  expect(copies.length).toBeGreaterThan(1);
  for (const [, words = ''] of copies) {
    const [target = '', ...sources] = words.split(' ').reverse();
    for (const source of sources) {
      expect(sent).toContain(source);
      const to = target.endsWith('/') ? join(image, target, basename(source)) : join(image, target);
      cpSync(join(root, source), to, { recursive: true });
    }
  }
  symlinkSync(join(root, 'node_modules'), join(image, 'node_modules'));
  const gateway = spawn(process.execPath, ['src/start.mjs'], {
    cwd: image,
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
