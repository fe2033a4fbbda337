import type { SandboxDialect } from './accounts.ts';
import { faultNamed } from './faults.ts';
import type { Fault } from './faults/fault.ts';
import { randomFrom } from './random.ts';
import { readRules, RuleError } from './reading-rules.ts';
import type { Known, Rule, RuleInput } from './reading-rules.ts';
import type { Spoils } from './spoils.ts';

/** A rule that was added. */
export interface RuleInForce extends Rule {
  /** Its number: counted from 1, never used again. */
  readonly rule: number;
  /** How many inquiries it befell. */
  readonly hits: number;
}

/** An inquiry that rules may befall. */
export interface Target {
  readonly account: string;
  readonly dialect: SandboxDialect;
  /** The identifier as asked. */
  readonly id: string;
  /** The how-manyth inquiry of the account with this identifier it is, counted from 1. */
  readonly attempt: number;
  /** Every identifier the payment goes by. */
  readonly names: () => readonly string[];
}

/** What befell an inquiry. */
export interface Befallen {
  readonly spoils: Spoils;
  readonly faults: readonly string[];
  /** The numbers of the rules. */
  readonly rules: readonly number[];
}

/** The faults that befall inquiries by rule. Whom a rate hits depends on the seed, the identifier and the try alone. */
export class Rules {
  readonly #seed: number;
  readonly #known: Known;
  #entries: Entry[] = [];
  #latest = 0;

  constructor(seed: number, known: Known) {
    this.#seed = seed;
    this.#known = known;
  }

  /** Adds a rule or several, all or none; in force from the next inquiry on. Throws `RuleError`. */
  add(rules: RuleInput | readonly RuleInput[]): readonly RuleInForce[] {
    const read = readRules(rules, this.#known);
    if ('faults' in read) throw new RuleError(read.faults);
    const added = read.rules.map((rule): Entry => {
      const fault = faultNamed(rule.fault);
      return { rule, number: (this.#latest += 1), fault, spoils: fault.spoils(rule.value ?? ''), hits: 0 };
    });
    this.#entries.push(...added);
    return added.map(shown);
  }

  /** Takes a rule out of force; false when there is none of this number. */
  remove(number: number): boolean {
    const rest = this.#entries.filter((entry) => entry.number !== number);
    const found = rest.length < this.#entries.length;
    this.#entries = rest;
    return found;
  }

  /** Takes all rules out of force. */
  clear(): void {
    this.#entries = [];
  }

  /** The rules in the order they were added, those included whose times are used up. */
  list(): readonly RuleInForce[] {
    return this.#entries.map(shown);
  }

  /**
   * What befalls an inquiry: at most one rule, each with the share its rate says as long as the shares fit into one;
   * beside it, every delay by a draw of its own.
   */
  befall(target: Target): Befallen {
    const hit: Entry[] = [];
    let taken = 0;
    let draw: number | undefined;
    for (const entry of this.#entries) {
      if (!isFor(entry, target)) continue;
      const { rate } = entry.rule;
      if (entry.fault.beside === true) {
        if (this.#drawn(target, String(entry.number)) < rate) hit.push(entry);
        continue;
      }
      draw ??= this.#drawn(target, '');
      if (draw >= taken && draw < taken + rate) hit.push(entry);
      taken += rate;
    }
    for (const entry of hit) entry.hits += 1;
    return {
      spoils: hit.reduce((all, { spoils }) => ({ ...all, ...spoils }), {}),
      faults: hit.map(({ fault }) => fault.name),
      rules: hit.map(({ number }) => number),
    };
  }

  #drawn({ account, id, attempt }: Target, purpose: string): number {
    return randomFrom(`${this.#seed} ${purpose} ${account} ${attempt} ${id}`).fraction();
  }
}

interface Entry {
  readonly rule: Rule;
  readonly number: number;
  readonly fault: Fault;
  readonly spoils: Spoils;
  hits: number;
}

function isFor({ rule, fault, hits }: Entry, target: Target): boolean {
  return (
    (rule.times === undefined || hits < rule.times) &&
    (fault.dialect === undefined || fault.dialect === target.dialect) &&
    (rule.dialect === undefined || rule.dialect === target.dialect) &&
    (rule.account === undefined || rule.account === target.account) &&
    (rule.id === undefined || target.names().includes(rule.id))
  );
}

function shown({ rule, number, hits }: Entry): RuleInForce {
  return { rule: number, ...rule, hits };
}
