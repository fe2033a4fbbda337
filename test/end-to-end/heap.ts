import type { RunningGateway } from './gateway.ts';

/** The heap of a process, looked at through its inspector. */
export interface Heap {
  /** What is in use after collecting all garbage, in bytes. */
  readonly used: () => Promise<number>;
  /** The same with what lies outside it: bodies, mostly. */
  readonly usedInAll: () => Promise<number>;
  readonly close: () => void;
}

/** Opens the inspector whose address the process has written. */
export async function openHeap({ written }: RunningGateway): Promise<Heap> {
  const address = /ws:\/\/\S+/.exec(written())?.[0];
  if (address === undefined) throw new Error(`expected the inspector's address, got ${written()}`);
  const socket = new WebSocket(address);
  await new Promise((opened, failed) => {
    socket.addEventListener('open', opened, { once: true });
    socket.addEventListener('error', failed, { once: true });
  });
  const waiting = new Map<number, (result: unknown) => void>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { id: number; result: unknown };
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  let sent = 0;
  const call = (method: string) =>
    new Promise<unknown>((resolve) => {
      sent += 1;
      waiting.set(sent, resolve);
      socket.send(JSON.stringify({ id: sent, method }));
    });
  const usage = async () => {
    await call('HeapProfiler.collectGarbage');
    return (await call('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize: number };
  };
  return {
    used: async () => (await usage()).usedSize,
    usedInAll: async () => {
      const { usedSize, backingStorageSize } = await usage();
      return usedSize + backingStorageSize;
    },
    close: () => socket.close(),
  };
}
