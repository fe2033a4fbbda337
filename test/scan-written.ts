import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WRITTEN } from './written.ts';

/** What no gateway and no sandbox may write, whatever happens to it. */
const FORBIDDEN: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a private key', /PRIVATE KEY/],
  ['a token', /eyJ[\w-]{10,}\.eyJ[\w-]{10,}/],
  ['a credential', /\b(?:Bearer|Basic) [\w.+/=-]{6,}/],
  ['a signature', /[A-Za-z0-9+/]{342}|[A-Za-z0-9%+/]{342}/],
  ['something planted', /CANARY\d|PLANTED-(?!\w*REDACTED)/],
  // Of the sandbox's payments, and of those that tests make up.
  ['personal data', /159\*{4}5620|20880\d{11}|01501o8f93i3njag|jane\.doe|a\*\*@example|account-(?:from|to|original)/],
];

/**
 * Runs around the whole suite: gathers what every process of it wrote, and fails it when anything is there that must
 * not be.
 */
export default function scanWritten(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'paygraph-written-'));
  process.env[WRITTEN] = folder;
  return () => {
    const files = readdirSync(folder);
    const found = files.flatMap((name) => faultsIn(readFileSync(join(folder, name), 'utf8')));
    rmSync(folder, { recursive: true, force: true });
    if (found.length > 0) throw new Error(`processes wrote what they must not:\n${found.slice(0, 20).join('\n')}`);
    process.stdout.write(`\nWhat ${files.length} processes wrote was searched for secrets and personal data: none.\n`);
  };
}

/** The lines with something forbidden in them, and what it is. */
export function faultsIn(written: string): string[] {
  return written
    .split('\n')
    .flatMap((line) =>
      FORBIDDEN.filter(([, pattern]) => pattern.test(line)).map(([what]) => `${what}: ${line.slice(0, 300)}`),
    );
}
