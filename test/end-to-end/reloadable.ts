import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import type { AccountConfiguration } from '../../src/sandbox/configuration.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { startGateway, type RunningGateway } from './gateway.ts';

/** What became of a configuration, as `/metrics` has it. */
type Outcome = 'taken' | 'same' | 'refused' | 'failed';

/** A gateway whose configuration is changed while it runs. */
export interface ReloadableGateway extends RunningGateway {
  readonly directory: string;
  /** Those of the sandbox, their keys in files of the folder. */
  readonly accounts: AccountConfiguration[];
  /** Writes a file into the folder of the configuration. */
  readonly write: (name: string, text: string) => void;
  /** Writes another configuration. */
  readonly configure: (configuration: object) => void;
  /** Does it and waits until the configuration was read anew once more, with this outcome. */
  readonly until: (outcome: Outcome, act: () => void) => Promise<void>;
  readonly metric: (series: string) => Promise<number>;
  /** The log's lines with this message. */
  readonly logged: (message: string) => Record<string, unknown>[];
}

/** Starts a gateway on the sandbox, its folder prepared; it looks at its files ten times a second. */
export async function reloadable(
  sandbox: Sandbox,
  configuration: object,
  prepare: (directory: string) => void = () => undefined,
): Promise<ReloadableGateway> {
  const directory = mkdtempSync(join(tmpdir(), 'paygraph-reloadable-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const { accounts } = await sandbox.writeConfiguration(directory);
  const file = join(directory, 'paygraph.yaml');
  const write = (name: string, text: string) => writeFileSync(join(directory, name), text);
  const configure = (more: object) =>
    write('paygraph.yaml', stringify({ accounts, reload: { settleMs: 100 }, ...more }));
  prepare(directory);
  configure(configuration);
  const gateway = await startGateway(['--config', file]);
  onTestFinished(async () => {
    await gateway.stop();
  });
  const metric = async (series: string): Promise<number> => {
    const text = await (await fetch(metricsOf(gateway))).text();
    const line = text.split('\n').find((one) => one.startsWith(`${series} `));
    if (line === undefined) throw new Error(`no series ${series}`);
    return Number(line.slice(series.length + 1));
  };
  return {
    ...gateway,
    directory,
    accounts,
    write,
    configure,
    metric,
    until: async (outcome, act) => {
      const series = `paygraph_config_reloads_total{outcome="${outcome}"}`;
      const before = await metric(series);
      act();
      for (let tries = 0; (await metric(series)) === before; tries += 1) {
        if (tries > 600) throw new Error(`the configuration never was ${outcome}: ${gateway.written()}`);
        await sleep(25);
      }
    },
    logged: (message) =>
      gateway
        .written()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter(({ msg }) => msg === message),
  };
}

function metricsOf({ url, written }: RunningGateway): string {
  const [, admin] = /"url":"([^"]+)","msg":"admin port started"/.exec(written()) ?? [];
  return admin === undefined ? url.replace('/graphql', '/metrics') : `${admin}/metrics`;
}
