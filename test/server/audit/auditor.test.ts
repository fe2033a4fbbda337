import { execFileSync } from 'node:child_process';
import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DIALECTS } from '../../../src/domain/dialect.ts';
import { auditHashes, type NamedReference } from '../../../src/server/audit/hashes.ts';
import { Trail } from '../../../src/server/audit/trail.ts';
import { settled, VirtualClock } from '../../clock/virtual-clock.ts';
import { MemoryOutlet } from './memory-outlet.ts';

// What an auditor does by the README alone, with a shell and openssl: nothing of the gateway's is used to check it.
const readme = readFileSync(resolve(import.meta.dirname, '../../../README.md'), 'utf8');
const [hashing = '', checking = ''] = [
  ...readme.matchAll(/```sh\n([^`]*paygraph-audit-(?:reference|chain)[^`]*)```/g),
].map(([, script = '']) => script);

const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version']);
    return true;
  } catch {
    return false;
  }
})();
if (!hasOpenssl && !process.env['CI']) console.warn('SKIPPED: an auditor’s commands. Install openssl to run them.');

const KEY = randomBytes(32);
const hashes = auditHashes(createSecretKey(KEY));

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'paygraph-auditor-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, 'audit.key'), `${KEY.toString('base64')}\n`);
  return directory;
}

const run = (script: string, cwd: string) => execFileSync('bash', ['-euc', script], { cwd, encoding: 'utf8' });

async function linesOfTwoRuns(): Promise<string[]> {
  const written = await Promise.all(
    ['one', 'two'].map(async (name) => {
      const outlet = new MemoryOutlet();
      const means = { outlet, clock: new VirtualClock(), bufferBytes: 10_000, hashes, onChange: () => undefined };
      const trail = new Trail({ ...means, run: name });
      for (const word of ['a', 'b "quoted" \\ and 支付', 'c']) trail.append('operation', { word });
      await settled();
      await trail.close();
      return outlet.lines();
    }),
  );
  return written.flat();
}

describe.skipIf(!hasOpenssl && !process.env['CI'])('an auditor with the README and the key', () => {
  test('finds the hash of a payment', () => {
    const mainland: NamedReference = {
      dialect: 'TRADE_QUERY',
      account: 'mainland',
      kind: 'merchantReference',
      id: '6823789339978248',
    };
    expect(run(hashing, folder()).trim()).toMatch(new RegExp(`${hashes.reference(mainland)}$`));
    const spaced = { ...mainland, kind: 'paymentId', id: '2014112611001004680 073956707' } as const;
    const script = hashing.replace('merchantReference', 'paymentId').replace('6823789339978248', `'${spaced.id}'`);
    expect(run(script, folder()).trim()).toMatch(new RegExp(`${hashes.reference(spaced)}$`));
    const nowhere = hashing.replace(' mainland ', " '' ");
    expect(run(nowhere, folder()).trim()).toMatch(new RegExp(`${hashes.reference({ ...mainland, account: null })}$`));
  });

  test('sees that lines are as they were written', async () => {
    const directory = folder();
    const lines = await linesOfTwoRuns();
    expect(lines).toHaveLength(8);
    writeFileSync(join(directory, 'audit.jsonl'), `${lines.join('\n')}\n`);
    const key = hashing.split('\n')[0] ?? '';
    expect(run(`${key}\n${checking}`, directory)).toBe('');
  });

  test.each<[string, (lines: string[]) => string[]]>([
    ['was changed', (lines) => lines.map((line, at) => (at === 0 ? line.replace('"a"', '"x"') : line))],
    ['is gone', (lines) => lines.toSpliced(1, 1)],
    ['was put in', (lines) => lines.toSpliced(1, 0, lines[1]!)],
    ['changed places with another', (lines) => [lines[0]!, lines[2]!, lines[1]!, ...lines.slice(3)]],
    ['begins a run that is there already', (lines) => [...lines, ...lines.slice(0, 4)]],
    ['was cut off and begun anew', (lines) => lines.toSpliced(1, 0, lines[1]!.slice(0, 50))],
  ])('sees that a line %s', async (_what, spoil) => {
    const directory = folder();
    writeFileSync(join(directory, 'audit.jsonl'), `${spoil(await linesOfTwoRuns()).join('\n')}\n`);
    const key = hashing.split('\n')[0] ?? '';
    expect(run(`${key}\n${checking}`, directory)).toContain('not as it was written: {"v":1');
  });
});

describe('the hash of a reference', () => {
  test('is another for every other reference, however parts are moved between fields', () => {
    const text = fc.stringMatching(/^[a-zA-Z0-9._-]{0,6}$/);
    const reference = fc.record({
      dialect: fc.constantFrom(...DIALECTS),
      account: fc.option(text, { nil: null }),
      kind: fc.constantFrom('paymentId' as const, 'merchantReference' as const),
      id: fc.stringMatching(/^[a-zA-Z0-9 ._-]{1,6}$/),
    });
    fc.assert(
      fc.property(reference, reference, (one, other) => {
        const same =
          JSON.stringify({ ...one, account: one.account ?? '' }) ===
          JSON.stringify({ ...other, account: other.account ?? '' });
        expect(hashes.reference(one) === hashes.reference(other)).toBe(same);
      }),
      { numRuns: 1_000 },
    );
  });

  test('tells nothing without the key', () => {
    const other = auditHashes(createSecretKey(randomBytes(32)));
    const reference: NamedReference = { dialect: 'PAY_QUERY', account: 'intl', kind: 'paymentId', id: '1' };
    expect(other.reference(reference)).not.toBe(hashes.reference(reference));
    expect(other.keyId).not.toBe(hashes.keyId);
  });
});
