import type fc from 'fast-check';

/** Something that is given hostile inputs. */
export interface Target {
  readonly name: string;
  /** How many of a campaign's million inputs are its own, in thousands. */
  readonly share: number;
  /** How many of them a short run takes. */
  readonly few: number;
  /** How far inputs get, the deepest first. Each must be reached, or the campaign proves nothing; those in `rare` may. */
  readonly depths: readonly string[];
  readonly rare?: readonly string[];
  open(): Promise<OpenTarget> | OpenTarget;
}

/** A target that takes inputs; one at a time. */
export interface OpenTarget {
  readonly property: Probe;
  /** Where the work is done elsewhere than in this thread: the CPU time taken there, in milliseconds. */
  readonly cpuMs?: () => number;
  close(): Promise<void>;
}

/** How inputs are made, and what is done with one. Built by `probe`, which knows the type of inputs. */
export interface Probe {
  /** Calls back with the runner's own view of it. */
  readonly visit: <Result>(visitor: <Input>(probe: TypedProbe<Input>) => Result) => Result;
}

/** One kind of input. */
export interface TypedProbe<Input> {
  readonly inputs: fc.Arbitrary<Input>;
  /** Throws when an invariant is broken; else says how far the input got, one of the target's depths. */
  readonly attempt: (input: Input) => string | Promise<string>;
  /** The input as it is written down for whoever mends what it broke. */
  readonly shown: (input: Input) => string;
}

/** A probe whose type of inputs is nobody else's business. */
export function probe<Input>(typed: TypedProbe<Input>): Probe {
  return { visit: (visitor) => visitor(typed) };
}

/** What must hold does not. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** Throws unless it holds. */
export function mustHold(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Broken(what);
}
