import { AdminListenError } from './listen-fault.ts';
import { listen, type ListeningServer, type ListenSettings } from './listen.ts';

/** A scrape takes milliseconds; stopping must not wait for one that hangs. */
export const SCRAPE_GRACE_MS = 1_000;

/** Where the second port is, if anywhere, and how long everything may take there. */
export interface AdminSettings extends Omit<ListenSettings, 'tls'> {
  readonly adminHost: string;
  readonly adminPort?: number | undefined;
}

/** Opens the second port where one is configured. Rejects with `AdminListenError` when it cannot be had. */
export async function listenForAdmin(
  answer: Parameters<typeof listen>[0],
  settings: AdminSettings,
): Promise<ListeningServer | null> {
  const { adminHost: host, adminPort: port } = settings;
  if (port === undefined) return null;
  try {
    return await listen(answer, { ...settings, host, port, tls: undefined });
  } catch (error) {
    throw new AdminListenError({ host, port }, error);
  }
}
