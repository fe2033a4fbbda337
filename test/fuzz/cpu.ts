/** The most CPU time that one input may take, in milliseconds. */
export const MAX_CPU_MS = 100;

/** The CPU time this thread has taken, in milliseconds: other processes do not count, however busy they are. */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
