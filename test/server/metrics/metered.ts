import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { stringify } from 'yaml';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { startGateway, type RunningGateway } from '../../end-to-end/gateway.ts';
import { parseExposition, type Exposition } from './exposition.ts';

const EVERYTHING = ['payments', 'bulk', 'live', 'pii', 'raw', 'introspection', 'explain'];
const key = (client: string, permissions: readonly string[]) => ({
  client,
  sha256: createHash('sha256').update(`key-of-${client}`).digest('hex'),
  permissions,
});

/** Credentials of one of the callers configured below. */
export const as = (client: 'bi' | 'phone') => ({ authorization: `Bearer key-of-${client}` });

/** What of a series is its labels, as `Exposition` writes it. */
export function series(name: string, labels: Readonly<Record<string, string>> = {}): string {
  const inside = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return inside.length === 0 ? name : `${name}{${inside.sort().join(',')}}`;
}

/** A gateway process in front of a sandbox of its own, with a port for its metrics. */
export class Metered implements AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly gateway: RunningGateway;
  readonly adminUrl: string;
  readonly #directory: string;

  private constructor(sandbox: Sandbox, gateway: RunningGateway, adminUrl: string, directory: string) {
    this.sandbox = sandbox;
    this.gateway = gateway;
    this.adminUrl = adminUrl;
    this.#directory = directory;
  }

  /** With more configuration, or a section of another content, and more environment. */
  static async start(
    more: Readonly<Record<string, unknown>> = {},
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Metered> {
    const directory = mkdtempSync(join(tmpdir(), 'paygraph-metrics-test-'));
    const sandbox = await startSandbox();
    const { accounts } = await sandbox.writeConfiguration(directory);
    const access = {
      anonymous: { permissions: ['payments'] },
      apiKeys: [key('bi', EVERYTHING), key('phone', ['payments', 'live'])],
    };
    const file = join(directory, 'paygraph.yaml');
    writeFileSync(file, stringify({ accounts, access, server: { adminPort: 0 }, log: { level: 'info' }, ...more }));
    const clean = { HOST: '', LOG_LEVEL: '', PAYGRAPH_CONFIG: '' };
    const gateway = await startGateway(['--config', file], { ...clean, ...environment }).catch(
      async (error: unknown) => {
        await sandbox.close();
        rmSync(directory, { recursive: true, force: true });
        throw error;
      },
    );
    const adminUrl = await vi.waitFor(() => {
      const told = /"url":"([^"]+)","msg":"admin port started"/.exec(gateway.written());
      if (told?.[1] === undefined) throw new Error(`no admin port: ${gateway.written()}`);
      return told[1];
    }, PATIENTLY);
    return new Metered(sandbox, gateway, adminUrl, directory);
  }

  async text(): Promise<string> {
    const response = await fetch(`${this.adminUrl}/metrics`);
    expect(response.status).toBe(200);
    return response.text();
  }

  async scrape(): Promise<Exposition> {
    return parseExposition(await this.text());
  }

  /** The value of a series now; 0 when it is not there. */
  async value(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    return (await this.scrape()).samples.get(series(name, labels)) ?? 0;
  }

  /** Waits until the series has the value. */
  async until(value: number, name: string, labels: Readonly<Record<string, string>> = {}): Promise<void> {
    await vi.waitFor(async () => expect([name, await this.value(name, labels)]).toEqual([name, value]), PATIENTLY);
  }

  /** What the gateway's own counts move by while something happens; what the machine and the clock decide aside. */
  async moves(happening: () => Promise<unknown>, expected: Readonly<Record<string, number>>): Promise<void> {
    const before = await this.scrape();
    await happening();
    // A request is counted when its connection is done with it, which its caller does not see.
    await vi.waitFor(async () => expect(moved(before, await this.scrape())).toEqual(expected), PATIENTLY);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    expect(await this.gateway.stop()).toBe(0);
    await this.sandbox.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

const PATIENTLY = { timeout: 20_000, interval: 30 };

const UNCERTAIN = /^(process|nodejs)_|_(bucket|sum)(\{|$)|^paygraph_(cache_bytes|upstream_rate_per_second)/;

function moved(before: Exposition, now: Exposition): Record<string, number> {
  const changes: Record<string, number> = {};
  for (const [name, value] of now.samples) {
    const change = value - (before.samples.get(name) ?? 0);
    if (change !== 0 && !UNCERTAIN.test(name)) changes[name] = change;
  }
  return changes;
}
