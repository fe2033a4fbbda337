import type { Fault } from './faults.ts';

/** What can become of a configuration that is read anew. */
export const RELOAD_OUTCOMES = ['taken', 'same', 'refused', 'failed'] as const;

/** What became of one. */
export type ReloadEvent =
  | {
      readonly kind: 'taken';
      /** What has changed, by path. */
      readonly changed: readonly string[];
      /** What has, too, and stays as it is until the gateway is started again. */
      readonly needsRestart: readonly string[];
    }
  | { readonly kind: 'same'; readonly needsRestart: readonly string[] }
  | { readonly kind: 'refused'; readonly faults: readonly Fault[] }
  | { readonly kind: 'failed'; readonly error: unknown };

/** What whoever runs the gateway may want to know of the configuration in force. */
export interface ConfigReading {
  /** Whether it is that of the files, as far as it can be without a restart. */
  readonly isCurrent: boolean;
  /** Since when it is in force, in milliseconds since 1970. */
  readonly since: number;
  /** How many settings in the files wait for a restart. */
  readonly needsRestart: number;
}
