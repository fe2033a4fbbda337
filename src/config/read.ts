import { accessSettings, type AccessSettings } from './access.ts';
import { readAccounts } from './accounts.ts';
import { auditSettings } from './audit.ts';
import { cacheSettings } from './cache.ts';
import type { Access, Config } from './config.ts';
import { didYouMean } from './did-you-mean.ts';
import { limitsOfCallers, readDocuments } from './documents.ts';
import { readEnvironment } from './environment.ts';
import { readBy } from './fault-text.ts';
import { ConfigError, pathText, type Fault, type Path } from './faults.ts';
import { kindOf } from './got.ts';
import { limitSettings } from './limits.ts';
import { liveSettings } from './live.ts';
import { logSettings } from './log.ts';
import { reloadSettings } from './reload.ts';
import { serverSettings } from './server.ts';
import type { Surroundings } from './surroundings.ts';
import { checkWorkers } from './workers.ts';

const SECTIONS = [
  'server',
  'accounts',
  'limits',
  'cache',
  'live',
  'documents',
  'reload',
  'access',
  'log',
  'audit',
] as const;

/** Where a configuration comes from: its name in messages, and whether it says itself who may ask. */
export interface ConfigSource extends Surroundings {
  readonly name: string;
  readonly access: 'configured' | 'loopback';
  /** How many workers run already; one when absent. */
  readonly workers?: number | undefined;
}

/** Reads a whole configuration. Throws `ConfigError` with every fault at once, and nothing else. */
export function readConfig(value: unknown, source: ConfigSource): Config {
  const faults: Fault[] = [];
  const sections = sectionsOf(value, faults);
  const around = readEnvironment(source.environment, faults);
  const { accounts, ids } = readAccounts(sections.get('accounts'), source, faults);
  const server = readBy(serverSettings(source), sections.get('server'), ['server'], faults);
  const limits = readBy(limitSettings, sections.get('limits'), ['limits'], faults);
  const cache = readBy(cacheSettings(source), sections.get('cache'), ['cache'], faults);
  const live = readBy(liveSettings, sections.get('live'), ['live'], faults);
  const reload = readBy(reloadSettings, sections.get('reload'), ['reload'], faults);
  const log = readBy(logSettings, sections.get('log'), ['log'], faults);
  // An empty section is a mistake: whoever writes it wants a record.
  const wanted = sections.has('audit') ? (sections.get('audit') ?? {}) : undefined;
  const audit = readBy(auditSettings(source).optional(), wanted, ['audit'], faults);
  const access = readAccess(sections.get('access'), source, ids, faults);
  const callers = access && limits ? limitsOfCallers(access, limits) : [];
  const documents = readDocuments(sections.get('documents'), source, callers, faults);
  if (server && limits) checkWorkers({ server, limits, audit }, source.workers ?? 1, faults);
  if (faults.length > 0 || !server || !limits || !cache || !live || !reload || !log || !access) {
    throw new ConfigError(source.name, faults);
  }
  return {
    server: { ...server, host: around.host ?? server.host, port: around.port ?? server.port },
    accounts,
    limits,
    cache,
    live,
    documents,
    reload,
    access,
    log: { level: around.level ?? log.level },
    audit,
  };
}

function sectionsOf(value: unknown, faults: Fault[]): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    faults.push({ path: '', message: `expected a map with accounts and access, got ${kindOf(value)}; see the README` });
    return new Map();
  }
  const known: readonly string[] = SECTIONS;
  for (const key of Object.keys(value).filter((key) => !known.includes(key))) {
    const message = `expected only known keys, got one that is not; ${didYouMean(key, known)}`;
    faults.push({ path: pathText([key]), message });
  }
  // A section with nothing under it is written as null.
  return new Map(Object.entries(value).map(([key, section]): [string, unknown] => [key, section ?? undefined]));
}

function readAccess(
  value: unknown,
  source: ConfigSource,
  ids: ReadonlySet<string>,
  faults: Fault[],
): Access | undefined {
  if (source.access === 'loopback') return { kind: 'loopback' };
  if (value === undefined) {
    const message = 'expected who may ask, got nothing; add anonymous, apiKeys or jwt';
    faults.push({ path: 'access', message });
    return undefined;
  }
  const access = readBy(accessSettings, value, ['access'], faults);
  if (access === undefined) return undefined;
  for (const [path, names] of accountLists(access)) {
    for (const [index, name] of names.entries()) {
      if (name === '*' || ids.has(name)) continue;
      const message = `expected the id of a configured account or "*", got another name; ${didYouMean(name, [...ids])}`;
      faults.push({ path: pathText(['access', ...path, index]), message });
    }
  }
  return { kind: 'configured', ...access };
}

function accountLists({ anonymous, apiKeys, jwt }: AccessSettings): [Path, readonly string[]][] {
  return [
    [['anonymous', 'accounts'], anonymous?.accounts ?? []],
    ...apiKeys.map(({ accounts }, index): [Path, readonly string[]] => [['apiKeys', index, 'accounts'], accounts]),
    [['jwt', 'accounts'], jwt?.accounts ?? []],
  ];
}
