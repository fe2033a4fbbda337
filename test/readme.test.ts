import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VARIABLES } from '../src/config/environment.ts';
import { allSettings } from '../src/config/settings.ts';
import { startSandbox } from '../src/sandbox/sandbox.ts';
import { notation } from '../src/sandbox/faults/fault.ts';
import { FAULTS } from '../src/sandbox/faults.ts';
import { DIALECTS } from '../src/domain/dialect.ts';
import { GATEWAY_RESULTS } from '../src/domain/gateway-results.ts';
import { ERROR_CODES } from '../src/graphql/error-codes.ts';
import { createMetrics } from '../src/server/metrics/metrics.ts';
import { RECOMMENDED_ACTIONS } from '../src/domain/result.ts';

const readme = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8');

const rows = [
  ...allSettings().map(({ path, fallback, description }) => {
    const shown = fallback === undefined ? '' : `\`${JSON.stringify(fallback)}\``;
    return `| \`${path}\` | ${shown} | ${description} |`;
  }),
  ...Object.entries(VARIABLES).map(([name, description]) => `| \`${name}\` | ${description} |`),
];

describe('the README', () => {
  it('says of every configuration key and environment variable what the code says of it', () => {
    expect(rows.length).toBeGreaterThan(60);
    expect(rows.filter((row) => !readme.includes(row))).toEqual([]);
  });

  it('says of every fault of the sandbox what the code says of it, in the same order', () => {
    expect(FAULTS.length).toBeGreaterThan(40);
    const told = [...readme.matchAll(/^\| `([a-z\d-]+(?:\[-n\]|-<\w+>))` \| (.+) \| .+ \|$/gm)];
    expect(told.map(([, fault, description]) => [fault, description])).toEqual(
      FAULTS.map((fault) => [notation(fault), fault.description]),
    );
  });

  it('names every payment of the sandbox that has something to show', async () => {
    const sandbox = await startSandbox();
    const told = DIALECTS.flatMap((dialect) => sandbox.payments(dialect)).filter(({ about }) => about !== undefined);
    await sandbox.close();
    expect(told.length).toBeGreaterThan(20);
    expect(told.filter(({ merchantReference }) => !readme.includes(`\`${merchantReference}\``))).toEqual([]);
  });

  it('says what to do for every recommended action', () => {
    expect(RECOMMENDED_ACTIONS.filter((action) => !readme.includes(`| \`${action}\` |`))).toEqual([]);
  });

  it('lists every code of GraphQL errors, and no other', () => {
    const [paragraph = ''] = /^GraphQL `errors` are for what is no data: [^]+?\n\n/m.exec(readme) ?? [];
    const listed = (paragraph.match(/(?<=`)[A-Z_]+(?=`)/g) ?? []).filter((code) => !code.startsWith('GATEWAY_'));
    expect(listed.toSorted()).toEqual([...ERROR_CODES].sort());
  });

  it('lists every result of the gateway’s own', () => {
    expect(Object.keys(GATEWAY_RESULTS).filter((code) => !readme.includes(`\`${code}\``))).toEqual([]);
  });

  it('describes every series as `/metrics` does, and names those of the process', () => {
    const { registry } = createMetrics({ version: '0.0.0', results: [] });
    const series = registry.getMetricsAsArray() as unknown as { name: string; help: string; labelNames: string[] }[];
    const own = series.filter(({ name }) => name.startsWith('paygraph_'));
    expect(own.length).toBeGreaterThan(25);
    expect(series.length).toBeGreaterThan(own.length + 20);
    const described = own.map(({ name, labelNames, help }) => {
      const labels = labelNames.map((label) => `\`${label}\``).join(', ');
      return `| \`${name}\` | ${labels} | ${help} |`;
    });
    expect(described.filter((row) => !readme.includes(row))).toEqual([]);
    expect(readme.match(/^\| `paygraph_/gm)).toHaveLength(own.length);
    const alerts = [...readme.matchAll(/^- alert: \w+.*\n((?: {2}.*\n)+)/gm)].map(([rule]) => rule);
    expect(alerts.length).toBeGreaterThanOrEqual(3);
    for (const rule of alerts) {
      const named = rule.match(/paygraph_\w+/g) ?? [];
      expect(named.filter((name) => !own.some((one) => one.name === name))).toEqual([]);
      expect(named.length).toBeGreaterThan(0);
    }
    expect(series.filter(({ name }) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});
