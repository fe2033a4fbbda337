import { z } from 'zod';
import { dialects } from '../dialects/registry.ts';
import { accessSettings } from './access.ts';
import { commonSettings } from './account.ts';
import { auditSettings } from './audit.ts';
import { cacheSettings } from './cache.ts';
import { documentSettings } from './documents.ts';
import { limitSettings } from './limits.ts';
import { liveSettings } from './live.ts';
import { logSettings } from './log.ts';
import { reloadSettings } from './reload.ts';
import { serverSettings } from './server.ts';

/** One key that can be set. */
export interface Setting {
  /** From the top, lists as `[]`: `access.apiKeys[].client`. */
  readonly path: string;
  readonly description: string;
  /** Undefined for a key without one. */
  readonly fallback: unknown;
}

/** Every key of the configuration file, for the documents and for the test that they name them all. */
export function allSettings(): Setting[] {
  const around = { directory: '', environment: {} };
  const common = commonSettings(around);
  return [
    ...settingsUnder('server', serverSettings(around)),
    ...settingsUnder('accounts[]', common),
    ...dialects.flatMap(({ conversation }) => settingsUnder('accounts[]', conversation)),
    ...settingsUnder('limits', limitSettings),
    ...settingsUnder('cache', cacheSettings(around)),
    ...settingsUnder('live', liveSettings),
    ...settingsUnder('documents', documentSettings),
    ...settingsUnder('reload', reloadSettings),
    ...settingsUnder('access', accessSettings),
    ...settingsUnder('log', logSettings),
    ...settingsUnder('audit', auditSettings(around)),
  ];
}

function settingsUnder(path: string, schema: z.ZodType): Setting[] {
  return leaves(path, z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }));
}

function leaves(path: string, schema: z.core.JSONSchema.BaseSchema): Setting[] {
  const { properties, items } = schema;
  if (properties !== undefined && schema['isDescribedElsewhere'] !== true) {
    return Object.entries(properties).flatMap(([key, of]) =>
      typeof of === 'boolean' ? [] : leaves(`${path}.${key}`, of),
    );
  }
  if (typeof items === 'object' && !Array.isArray(items) && items.properties !== undefined) {
    return leaves(`${path}[]`, items);
  }
  return [{ path, description: schema.description ?? '', fallback: schema.default }];
}
