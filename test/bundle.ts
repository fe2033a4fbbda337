import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** What `npm run build` makes, in another folder; `from` is the repository, or what is there of it. */
export function buildBundle(directory: string, from = root): void {
  const rolldown = resolve(root, 'node_modules/rolldown/bin/cli.mjs');
  execFileSync(process.execPath, [rolldown, '--config', '--dir', directory], { cwd: from, stdio: 'pipe' });
}
