import type { SandboxDialect } from '../accounts.ts';
import type { Spoils } from '../spoils.ts';

/** One thing that can go wrong on demand: by rule, or for an identifier that ends in `--<name>`. */
export interface Fault {
  readonly name: string;
  readonly description: string;
  readonly takes: Takes;
  /** The only dialect it makes sense for; all when absent. */
  readonly dialect?: SandboxDialect;
  /** It only costs time, so that it goes together with any other one. */
  readonly beside?: true;
  readonly spoils: (value: string) => Spoils;
}

/**
 * What may follow the name after a dash. `tries`: for how many inquiries it lasts, for ever without; the others must be
 * given.
 */
export type Takes = 'tries' | 'milliseconds' | 'seconds' | 'word';

const WHOLE_NUMBER = /^\d{1,6}$/;

/** How a value is written. */
export const VALUES: Readonly<Record<Takes, RegExp>> = {
  tries: WHOLE_NUMBER,
  milliseconds: WHOLE_NUMBER,
  seconds: WHOLE_NUMBER,
  word: /^[\w.-]{1,64}$/,
};

const PLACEHOLDERS = { milliseconds: 'ms', seconds: 's', word: 'WORD' } as const;

/** How an identifier asks for the fault, after `--`: `stalled[-n]`, `delay-<ms>`. */
export function notation({ name, takes }: Pick<Fault, 'name' | 'takes'>): string {
  return takes === 'tries' ? `${name}[-n]` : `${name}-<${PLACEHOLDERS[takes]}>`;
}

/** A fault that does the same every time. */
export function always(name: string, description: string, spoils: Spoils): Fault {
  return { name, takes: 'tries', description, spoils: () => spoils };
}
