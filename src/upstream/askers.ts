/** One who waits for an inquiry's answer. */
export interface Asker {
  /** When waiting ends, answered or not, in milliseconds since 1970; Infinity for never. */
  readonly until: number;
}

/** Those an inquiry is made for. They come and go while it waits to be sent; whoever came first is first. */
export class Askers<A extends Asker = Asker> extends Set<A> {
  readonly #heeding = new Set<() => void>();

  /** When the last of them stops waiting, as far as can be told now. */
  get until(): number {
    return this.values().reduce((latest, { until }) => Math.max(latest, until), -Infinity);
  }

  override add(asker: A): this {
    super.add(asker);
    this.#tell();
    return this;
  }

  override delete(asker: A): boolean {
    const wasThere = super.delete(asker);
    this.#tell();
    return wasThere;
  }

  /** Calls back whenever someone has come or gone, until what it returns is called. */
  heed(change: () => void): () => void {
    this.#heeding.add(change);
    return () => {
      this.#heeding.delete(change);
    };
  }

  #tell(): void {
    for (const change of this.#heeding) change();
  }
}

/** Those of an inquiry that somebody waits for, however long it takes. */
export function somebody(): Askers {
  return new Askers().add({ until: Infinity });
}
