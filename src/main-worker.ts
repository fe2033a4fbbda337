import type { Config } from './config/config.ts';
import type { Contents, FileRead, ReadFile } from './config/files.ts';
import { Membership } from './workers/membership.ts';

/** Runs one of several workers, as their primary says. */
export async function runWorker(): Promise<void> {
  // A terminal or a service manager tells the whole group of processes; what is to be done, the primary says.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  const membership = new Membership((message) => process.send?.(message));
  process.on('message', (message) => membership.take(message));
  // All of that while the primary waits for another to begin.
  const [{ runGateway }, { loadConfig }, { takenOver }, files, { DocumentVerdicts }, { readSettled }] =
    await Promise.all([
      import('./main-gateway.ts'),
      import('./config/load.ts'),
      import('./config/changes.ts'),
      import('./config/files.ts'),
      import('./config/document-verdicts.ts'),
      import('./workers/settled.ts'),
    ]);
  const { path, text, settled, files: given, workers } = await membership.begun;
  const verdicts = new DocumentVerdicts();
  let contents: Contents = new Map();
  const load = (readFile: ReadFile): Config => {
    const found = new Map<string, FileRead>();
    const config = loadConfig(path, process.env, { readFile: files.noting(readFile, found), verdicts, workers });
    contents = found;
    membership.hasRead(contents);
    return config;
  };
  const loaded = load(
    given === null
      ? (name) => (name === path && text !== null ? { text } : files.readFromDisk(name))
      : files.readFrom(new Map(given)),
  );
  // Where the others listen and what they share stays as it is until all are started again.
  const config = settled === null ? loaded : takenOver(loaded, { ...loaded, ...readSettled(settled) });
  await runGateway(config, {
    membership,
    ...(text === null ? { origin: { files: new Set(contents.keys()), load } } : {}),
  });
}
