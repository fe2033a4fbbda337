import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { severalWorkers, trade, PAYMENT, type SeveralWorkers } from './several-workers.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

/** Has one of the workers stand still, as one does that runs in a circle. */
function stick({ pids, process: primary }: SeveralWorkers, at = 0): void {
  const worker = pids()[at];
  process.kill(worker!, 'SIGSTOP');
  onTestFinished(() => {
    if (primary.exitCode === null) process.kill(worker!, 'SIGKILL');
  });
}

describe('a worker that stands still', () => {
  it('leaves the others ready, and only when none answers they are not', async () => {
    const gateway = await severalWorkers(sandbox, { server: { workers: 2, adminPort: 0 } });
    const admin = await vi.waitFor(() => {
      const url = gateway.lines().find(({ msg }) => msg === 'admin port started')?.url;
      expect(url).toBeDefined();
      return url;
    });
    const health = async () => {
      const response = await fetch(`${admin}/health/ready`);
      return [response.status, await response.json()];
    };
    expect(await health()).toEqual([200, { status: 'up' }]);
    stick(gateway, 0);
    await vi.waitFor(async () => expect(await health()).toEqual([200, { status: 'degraded' }]), { timeout: 10_000 });
    stick(gateway, 1);
    expect(await health()).toEqual([503, { status: 'down' }]);
  }, 60_000);

  it('is killed when all are to stop and it has had the time to, which ends with a fault', async () => {
    const gateway = await severalWorkers(sandbox, { server: { workers: 2, shutdownGraceMs: 100 } });
    stick(gateway);
    expect(await gateway.stop()).toBe(1);
    const told = gateway.lines().map(({ msg }) => msg);
    expect(told.filter((msg) => msg === 'worker stuck, killed')).toHaveLength(1);
    expect(told.at(-1)).toBe('failed');
  }, 60_000);

  it('is not one that has been given more time since it started', async () => {
    const limits = { deadlineMs: 20_000, attemptTimeoutMs: 20_000 };
    const before = sandbox.requests.count();
    const gateway = await severalWorkers(sandbox, { limits, server: { workers: 2, shutdownGraceMs: 0 } });
    gateway.configure({ limits, server: { workers: 2, shutdownGraceMs: 20_000 } });
    gateway.process.kill('SIGHUP');
    await vi.waitFor(
      async () => expect(await gateway.metric('paygraph_config_reloads_total{outcome="taken"}')).toBe(2),
      { timeout: 10_000 },
    );
    const answer = gateway.askAnew(PAYMENT, trade('tq-0001--delay-9000'));
    await vi.waitFor(() => expect(sandbox.requests.count() - before).toBe(1), { timeout: 5_000 });
    const stopped = gateway.stop();
    expect((await answer).data.payment.result.code).toBe('SUCCESS');
    expect(await stopped).toBe(0);
  }, 60_000);
});
