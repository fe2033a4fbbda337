/** Where a configuration is read: what `{ file }` is relative to, and what `{ env }` names. */
export interface Surroundings {
  readonly directory: string;
  readonly environment: Environment;
}

/** The process's environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;
