import { z } from 'zod';
import type { Fault } from './faults.ts';
import { readBy } from './fault-text.ts';
import { LOG_LEVELS, type LogLevel } from './log.ts';
import type { Environment } from './surroundings.ts';

/** What the environment sets; it wins over the file. */
export interface EnvironmentSettings {
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly level: LogLevel | undefined;
}

/** Every variable read, and what it is for. */
export const VARIABLES = {
  PAYGRAPH_CONFIG: 'the configuration file, when `--config` is not given',
  HOST: 'address to listen on; wins over `server.host`',
  PORT: 'port to listen on, 0 for a free one; wins over `server.port`',
  LOG_LEVEL: 'wins over `log.level`',
} as const;

const port = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'expected a whole number from 0 to 65535')
  .transform(Number);

/** Reads the variables that win over the file. An empty one counts as not set. */
export function readEnvironment(environment: Environment, faults: Fault[]): EnvironmentSettings {
  return {
    host: present(environment['HOST']),
    port: readBy(port.optional(), present(environment['PORT']), ['PORT'], faults),
    level: readBy(z.enum(LOG_LEVELS).optional(), present(environment['LOG_LEVEL']), ['LOG_LEVEL'], faults),
  };
}

function present(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
