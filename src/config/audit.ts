import type { KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Surroundings } from './surroundings.ts';
import { readSymmetricKey } from './symmetric-key.ts';

/** Where the audit log goes, and what it may hold. */
export function auditSettings(around: Surroundings) {
  return z
    .strictObject({
      file: z.string().min(1).optional().describe('the file that lines are appended to; made if it is not there'),
      descriptor: z
        .int()
        .min(2, 'expected 2 (standard error) or more: standard output is the log’s')
        .max(1_023)
        .optional()
        .describe('instead of a file: an open file descriptor, 2 for standard error'),
      key: auditKey(around),
      onFailure: z
        .enum(['serve', 'refuse'])
        .default('serve')
        .describe('while lines cannot be written: serve goes on and says so, refuse answers requests with 503'),
      bufferBytes: z
        .int()
        .min(65_536)
        .max(1_073_741_824)
        .default(8_388_608)
        .describe('how much may wait to be written; what does not fit is lost, and counted'),
      peer: z.boolean().default(false).describe('whether the address a request came from is written down'),
    })
    .refine(({ file, descriptor }) => (file === undefined) !== (descriptor === undefined), {
      error: 'expected either file or descriptor, got both or neither; say where the lines go',
    })
    .transform(({ file, descriptor, ...rest }) => ({
      ...rest,
      to: file === undefined ? { descriptor: descriptor ?? 2 } : { file: resolve(around.directory, file) },
    }));
}

/** The audit log, as configured. */
export type AuditSettings = z.output<ReturnType<typeof auditSettings>>;

function auditKey(around: Surroundings) {
  return z
    .unknown()
    .transform((value, context): KeyObject => {
      const read = readSymmetricKey(value, around);
      if ('key' in read) return read.key;
      context.addIssue(read.fault);
      return z.NEVER;
    })
    .describe('hashes references and chains lines: `{ file }` or `{ env }`, 32 bytes as Base64 or hex');
}
