import { describe, expect, test } from 'vitest';
import { writtenFile } from '../config/example.ts';
import { start } from './child.ts';

const RULES = [
  { fault: 'unknown', rate: 0.1 },
  { fault: 'delay', value: 50, account: 'intl' },
];

describe('a sandbox started with --faults', () => {
  test.each([[['sandbox']], [[]]])('has the rules of the file in force: npm start, arguments %j', async (args) => {
    const child = start({ args: [...args, '--faults', writtenFile(RULES)] });
    const [admin] = await child.wrote(/http:\/\/\S+\/admin/);
    const { rules } = (await (await fetch(`${admin}/faults`)).json()) as { rules: unknown };
    expect(rules).toEqual([
      { rule: 1, fault: 'unknown', rate: 0.1, hits: 0 },
      { rule: 2, fault: 'delay', value: '50', account: 'intl', rate: 1, hits: 0 },
    ]);
  });

  test.each([
    [writtenFile([{ fault: 'unknown', rate: 7 }, { fault: 'nope' }]), /two|2 faults/],
    [writtenFile('- {'), /expected YAML/],
    [writtenFile(''), /expected a rule such as .+, got nothing/],
    ['nowhere.yaml', /expected a readable file, got none \(ENOENT\); check --faults/],
  ])('says everything that is wrong with %s before it listens', async (file, message) => {
    const child = start({ args: ['sandbox', '--faults', file] });
    expect(await child.exited).toEqual({ code: 78, signal: null });
    expect(child.stderr()).toMatch(message);
    expect(child.stdout()).toBe('');
  });

  test('names the place of each mistake', async () => {
    const child = start({ args: ['--faults', writtenFile([{ fault: 'unknown', rate: 7 }, { fault: 'nope' }])] });
    expect((await child.exited).code).toBe(78);
    expect(child.stderr()).toContain('[0].rate: expected a number above 0 and up to 1, got 7');
    expect(child.stderr()).toContain('[1].fault: expected the name of a fault, got "nope"');
  });
});
