import { z } from 'zod';

/** How much is logged. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Logging. */
export const logSettings = z
  .strictObject({
    level: z
      .enum(LOG_LEVELS)
      .default('info')
      .describe(`one of ${LOG_LEVELS.join(', ')}; \`LOG_LEVEL\` wins`),
  })
  .prefault({});
