import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';

interface Event {
  readonly event: string;
  readonly againInMs?: number;
  readonly code?: string;
}

/** Two workers, both started, of a primary that has few file descriptors. */
async function crew() {
  const primary = spawn('sh', ['-c', 'ulimit -n 200; exec "$0" "$1"', process.execPath, PRIMARY], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  onTestFinished(() => primary.disconnect());
  const events: Event[] = [];
  primary.on('message', (event: Event) => events.push(event));
  const all = (name: string) => events.filter(({ event }) => event === name);
  await vi.waitFor(() => expect(all('started')).toHaveLength(2), { timeout: 15_000 });
  return {
    all,
    order: (order: string) => primary.send(order),
    pids: () => readFileSync(`/proc/${primary.pid}/task/${primary.pid}/children`, 'utf8').trim().split(' ').map(Number),
  };
}

const PRIMARY = join(import.meta.dirname, 'crew-primary.ts');

// Node tells of the first by two events, throws the second, and gives a process without a channel for the third.
it.each(['ENOENT', 'ENOTDIR', 'EMFILE'])(
  'takes a worker that could not be started for one that ended, once: %s',
  async (fault) => {
    const { all, order, pids } = await crew();
    const [killed, other] = pids();
    order(fault);
    process.kill(killed!, 'SIGKILL');
    await vi.waitFor(() => expect(all('fault').map(({ code }) => code)).toEqual([fault]), { timeout: 15_000 });
    order('mend it');
    await vi.waitFor(() => expect(all('started')).toHaveLength(3), { timeout: 15_000 });
    expect(all('ended').map(({ againInMs }) => againInMs)).toEqual([1_000, 2_000]);
    expect(pids()).toHaveLength(2);
    expect(pids()).toContain(other);
  },
  60_000,
);

it('tells of a line that a worker was killed within', async () => {
  const { all, pids } = await crew();
  expect(all('broken off')).toEqual([]);
  process.kill(pids()[0]!, 'SIGKILL');
  await vi.waitFor(() => expect(all('ended')).toHaveLength(1), { timeout: 15_000 });
  await vi.waitFor(() => expect(all('broken off')).toHaveLength(1), { timeout: 15_000 });
}, 60_000);
