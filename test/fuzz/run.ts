import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Finding, Outcome } from './campaign.ts';
import { inRounds } from './rounds.ts';
import { targets } from './targets.ts';

// npm run fuzz -- --inputs 1000000 --seed 1 --target judgement --path 3:1:0

const USAGE = `npm run fuzz -- [--inputs N] [--seed S] [--target NAME] [--path P]

  --inputs   in all, shared among the targets, who take turns; 1000000
  --seed     the same seed tries the same inputs; 1
  --target   one of ${targets.map(({ name }) => `"${name}"`).join(', ')}; all of them
  --path     of a finding, to meet it again at once, with its own seed and target
`;

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    target: { type: 'string' },
    path: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});

const chosen = targets.filter(({ name }) => values.target === undefined || name === values.target);
const [inputs, seed] = [Number(values.inputs), Number(values.seed)];
if (values.help === true || chosen.length === 0 || !Number.isSafeInteger(inputs) || !Number.isSafeInteger(seed)) {
  process.stderr.write(USAGE);
  process.exit(values.help === true ? 0 : 64);
}

const outcomes = await inRounds(chosen, {
  inputs,
  // Each long enough to be worth opening the target for.
  rounds: values.path === undefined ? Math.max(1, Math.round(inputs / 40_000)) : 1,
  seed,
  path: values.path,
  onProgress: (round, { target, inputs: count, seconds, findings }) =>
    process.stderr.write(
      `round ${round}, ${target}: ${count} inputs in ${seconds.toFixed(0)} s, ${findings.length} findings\n`,
    ),
});
for (const { target, slowest, findings } of outcomes) {
  saved(`${target}-slowest`, slowest);
  for (const finding of distinct(findings)) process.stderr.write(`\n${described(finding)}\n`);
}
process.stdout.write(table(outcomes));
process.exit(outcomes.some(({ findings }) => findings.length > 0) ? 1 : 0);

function table(rows: readonly Outcome[]): string {
  const lines = rows.map(({ target, inputs: count, depths, slowestMs, seconds, findings }) => {
    const shown = [...depths].map(([depth, times]) => `${depth} ${((100 * times) / count).toFixed(1)} %`).join(', ');
    return `| ${target} | ${count} | ${shown} | ${slowestMs.toFixed(1)} ms | ${seconds.toFixed(0)} s | ${findings.length} |`;
  });
  const all = rows.reduce((sum, { inputs: count }) => sum + count, 0);
  return `
| target | inputs | how far they got | slowest, CPU | time | findings |
| ------ | -----: | ---------------- | -----------: | ---: | -------: |
${lines.join('\n')}

${all} inputs from seed ${seed}.
`;
}

/** One of each reason. */
function distinct(findings: readonly Finding[]): Finding[] {
  const byReason = new Map(findings.map((finding) => [finding.reason.split('\n')[0], finding]));
  return [...byReason.values()];
}

/** The finding in a few lines; the input itself, which may be long, goes to a file. */
function described(finding: Finding): string {
  const file = saved(`${finding.target}-${finding.seed}-${finding.path}`, `${finding.reason}\n\n${finding.input}\n`);
  const again = `npm run fuzz -- --target "${finding.target}" --seed ${finding.seed} --path ${finding.path}`;
  return `${finding.target}: ${finding.reason.split('\n')[0] ?? ''}\n  input: ${file}\n  again: ${again}`;
}

function saved(name: string, text: string): string {
  const folder = join(tmpdir(), 'paygraph-fuzz');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name.replaceAll(/[ :]/g, '-').slice(0, 200)}.txt`);
  writeFileSync(file, text);
  return file;
}
