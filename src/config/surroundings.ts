import type { DocumentVerdicts } from './document-verdicts.ts';
import type { ReadFile } from './files.ts';

/** Where a configuration is read: what `{ file }` is relative to, and what `{ env }` names. */
export interface Surroundings {
  readonly directory: string;
  readonly environment: Environment;
  /** From the disk when absent. */
  readonly readFile?: ReadFile | undefined;
  /** What was found of documents before; nothing when absent. */
  readonly verdicts?: DocumentVerdicts | undefined;
}

/** The process's environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;
