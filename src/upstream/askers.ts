/** One operation of one caller, told apart by identity: what it wants waits in a lane of its own. */
export interface Flow {
  /** The caller's name; null for callers who need none. */
  readonly caller: string | null;
}

/** One who waits for an inquiry's answer. */
export interface Asker {
  readonly flow: Flow;
  /** When waiting ends, answered or not, in milliseconds since 1970; Infinity for never. */
  readonly until: number;
}

/** Those an inquiry is made for. They come and go while it waits to be sent; whoever came first is first. */
export class Askers<A extends Asker = Asker> extends Set<A> {
  readonly #flows = new Map<Flow, number>();
  /** Made when somebody heeds: most inquiries are sent at once. */
  #heeding: Set<(flow: Flow) => void> | null = null;

  /** The operations they belong to. */
  get flows(): ReadonlySet<Flow> | ReadonlyMap<Flow, number> {
    return this.#flows;
  }

  /** When the last of them stops waiting, as far as can be told now. */
  get until(): number {
    let latest = -Infinity;
    for (const { until } of this) latest = Math.max(latest, until);
    return latest;
  }

  override add(asker: A): this {
    if (this.has(asker)) return this;
    super.add(asker);
    this.#flows.set(asker.flow, (this.#flows.get(asker.flow) ?? 0) + 1);
    this.#tell(asker.flow);
    return this;
  }

  override delete(asker: A): boolean {
    if (!super.delete(asker)) return false;
    const left = (this.#flows.get(asker.flow) ?? 0) - 1;
    if (left > 0) this.#flows.set(asker.flow, left);
    else this.#flows.delete(asker.flow);
    this.#tell(asker.flow);
    return true;
  }

  /** Calls back whenever someone of an operation has come or gone, until what it returns is called. */
  heed(change: (flow: Flow) => void): () => void {
    const heeding = (this.#heeding ??= new Set()).add(change);
    return () => {
      heeding.delete(change);
    };
  }

  #tell(flow: Flow): void {
    if (this.#heeding !== null) for (const change of this.#heeding) change(flow);
  }
}

/** Those of an inquiry that somebody waits for, however long it takes. */
export function somebody(): Askers {
  return new Askers().add({ flow: { caller: null }, until: Infinity });
}
