import { resolve } from 'node:path';
import { readArguments, USAGE } from './config/arguments.ts';
import type { Config } from './config/config.ts';
import { ConfigError } from './config/faults.ts';
import type { FileRead, ReadFile } from './config/files.ts';

// What sysexits(3) calls them.
const EXIT_USAGE = 64;
const EXIT_CONFIG = 78;

try {
  await run();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(EXIT_CONFIG);
}

async function run(): Promise<void> {
  const command = readArguments(process.argv.slice(2), process.env, process.send !== undefined);
  switch (command.kind) {
    case 'help':
      process.stdout.write(USAGE);
      break;
    case 'version': {
      const { version } = await import('./version.ts');
      process.stdout.write(`${version}\n`);
      break;
    }
    case 'fault':
      process.stderr.write(`${command.message}\n\n${USAGE}`);
      process.exit(EXIT_USAGE);
      break;
    case 'sandbox-alone':
      await (await import('./main-sandbox.ts')).runSandbox(command.faults);
      break;
    case 'sandbox-mode':
      await runSandboxMode(command.faults);
      break;
    case 'worker':
      await (await import('./main-worker.ts')).runWorker();
      break;
    case 'gateway':
      await runConfigured(command.config);
  }
}

async function runSandboxMode(rulesFile: string | undefined): Promise<void> {
  // There is nothing to reload, and whoever asks for it anyway ends nothing by it; whoever closes the terminal does.
  if (!process.stdin.isTTY) process.on('SIGHUP', () => undefined);
  const { startSandboxBehind, sandboxConfig } = await import('./main-sandbox.ts');
  // Making keys takes other threads; meanwhile this one loads the server.
  const [sandbox, runGateway] = await Promise.all([startSandboxBehind(rulesFile), loadGateway()]);
  await runGateway(await sandboxConfig(sandbox), { sandbox });
}

async function runConfigured(file: string): Promise<void> {
  // By default it ends the process, also before there is anybody to ask for the configuration to be read anew.
  process.on('SIGHUP', () => undefined);
  const [{ isReadableAgain, noting, readFromDisk, readOnce }, { workersIn }] = await Promise.all([
    import('./config/files.ts'),
    import('./config/workers.ts'),
  ]);
  const path = resolve(file);
  const mayChange = isReadableAgain(path);
  const read = readOnce(path);
  const workers = 'text' in read ? workersIn(read.text) : 1;
  if (workers > 1 && 'text' in read) {
    const { runPrimary } = await import('./workers/primary.ts');
    await runPrimary({ path, text: mayChange ? null : read.text, workers });
    return;
  }
  const [{ loadConfig }, { DocumentVerdicts }] = await Promise.all([
    import('./config/load.ts'),
    import('./config/document-verdicts.ts'),
  ]);
  const verdicts = new DocumentVerdicts();
  const found = new Map<string, FileRead>();
  const load = (readFile: ReadFile): Config => loadConfig(path, process.env, { readFile, verdicts });
  const config = load(noting((name) => (name === path ? read : readFromDisk(name)), found));
  const runGateway = await loadGateway();
  await runGateway(config, mayChange ? { origin: { files: new Set(found.keys()), load } } : {});
}

async function loadGateway() {
  const { runGateway } = await import('./main-gateway.ts');
  return runGateway;
}
