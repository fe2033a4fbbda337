import type { SandboxDialect } from './accounts.ts';
import { VALUES } from './faults/fault.ts';
import { FAULTS } from './faults.ts';
import type { Fault } from './faults/fault.ts';
import type { Spoils } from './spoils.ts';

/** A fault an identifier carries. */
export interface Carried {
  readonly fault: Fault;
  /** What follows the name; empty when nothing does. */
  readonly value: string;
}

/** An identifier taken apart. */
export interface Asked {
  /** What to look up. */
  readonly id: string;
  /** The rest, which the answer's identifiers carry too. */
  readonly suffix: string;
  readonly faults: readonly Carried[];
}

/** Takes the faults off the end of an identifier; what is no fault of this dialect stays part of it. */
export function readFaults(id: string, dialect: SandboxDialect): Asked {
  let bare = id;
  const faults: Carried[] = [];
  for (;;) {
    const cut = bare.lastIndexOf('--');
    const carried = cut > 0 ? carriedFault(bare.slice(cut + 2), dialect) : undefined;
    if (carried === undefined) return { id: bare, suffix: id.slice(bare.length), faults };
    faults.unshift(carried);
    bare = bare.slice(0, cut);
  }
}

/** The faults at work in the n-th try, counted from 1. Those that last for some tries follow one another. */
export function atWork(faults: readonly Carried[], attempt: number): readonly Carried[] {
  let left = attempt;
  return faults.filter(({ fault, value }) => {
    const lasts = fault.takes === 'tries' && value !== '' ? Number(value) : undefined;
    if (lasts === undefined) return true;
    const isNow = left > 0 && left <= lasts;
    left -= lasts;
    return isNow;
  });
}

/** What they do to the answer together. */
export function spoilsOf(faults: readonly Carried[]): Spoils {
  return faults.reduce((spoils, { fault, value }) => ({ ...spoils, ...fault.spoils(value) }), {});
}

function carriedFault(text: string, dialect: SandboxDialect): Carried | undefined {
  for (const fault of FAULTS) {
    if (fault.dialect !== undefined && fault.dialect !== dialect) continue;
    if (text === fault.name && fault.takes === 'tries') return { fault, value: '' };
    if (!text.startsWith(`${fault.name}-`)) continue;
    const value = text.slice(fault.name.length + 1);
    if (VALUES[fault.takes].test(value)) return { fault, value };
  }
  return undefined;
}
