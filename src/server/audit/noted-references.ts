import { optionsOf, union, type Demand } from '../../domain/demand.ts';
import type { Dialect } from '../../domain/dialect.ts';
import { isNotFound } from '../../domain/inquiry.ts';
import { chooseIdentifier, type AskedReference, type IdentifierKind, type Reference } from '../../domain/reference.ts';
import type { ResultInfo } from '../../domain/result.ts';
import type { Freshness, Lookup } from '../../lookup/lookup.ts';
import type { AuditHashes, NamedReference } from './hashes.ts';

/**
 * What came of asking for a payment. `denied`: the caller may not use the account, or ask at all; `unconfigured`: no
 * account fits; `invalid`: it names nothing; `unanswered`: the caller left before, or the gateway failed; `watched`: a
 * subscription to it began.
 */
export type NotedOutcome =
  ('found' | 'not-found' | 'failed') | ('denied' | 'unconfigured' | 'invalid') | ('unanswered' | 'watched');

/** One payment asked for, as it is written down. */
export interface NotedReference {
  readonly outcome: NotedOutcome;
  /** The result's code; null for what was not answered. */
  readonly code: string | null;
  readonly dialect: Dialect;
  readonly account: string | null;
  readonly kind: IdentifierKind | null;
  /** Null for a reference that names nothing. */
  readonly hash: string | null;
  /** The hash of the payment's other identifier, when the answer told it. */
  readonly other?: string;
  readonly freshness: Freshness;
  readonly options: readonly string[];
  readonly times: number;
}

/** Says which payment is asked for, whoever asks: the reference itself, or the result that says why there is none. */
export type Resolve = (asked: AskedReference) => Reference | ResultInfo;

type Told = Pick<NotedReference, 'outcome' | 'code' | 'freshness'>;

/** The payments that an operation asked for: each once for each outcome, however often. */
export class NotedReferences {
  readonly #hashes: AuditHashes;
  readonly #resolve: Resolve;
  /** What waits for its answer. */
  readonly #pending = new Set<{ readonly asked: AskedReference; readonly demand: Demand }>();
  readonly #noted = new Map<
    string,
    { readonly first: Omit<NotedReference, 'options' | 'times'>; demand: Demand; times: number }
  >();

  constructor(hashes: AuditHashes, resolve: Resolve) {
    this.#hashes = hashes;
    this.#resolve = resolve;
  }

  /** That an answer is waited for, until what is returned is called. */
  asking(asked: AskedReference, demand: Demand): () => void {
    const pending = { asked, demand };
    this.#pending.add(pending);
    return () => void this.#pending.delete(pending);
  }

  /** That nobody waits for answers any more: what has none yet is unanswered. */
  ended(): void {
    for (const { asked, demand } of this.#pending) this.unanswered(asked, demand, 'unanswered');
    this.#pending.clear();
  }

  /** What an answer told. */
  answered(asked: AskedReference, demand: Demand, lookup: Lookup): void {
    const { reference, result, payment, freshness } = lookup;
    if (reference === null) {
      this.#unresolved(asked, demand, result.code);
      return;
    }
    const outcome = payment !== null ? 'found' : isNotFound(lookup) ? 'not-found' : 'failed';
    const kind = reference.kind === 'paymentId' ? 'merchantReference' : 'paymentId';
    const id = payment?.[kind];
    this.#note(reference, demand, { outcome, code: result.code, freshness }, id ? { ...reference, kind, id } : null);
  }

  /** That it was asked for, where there is no answer to tell of. */
  unanswered(asked: AskedReference, demand: Demand, outcome: 'watched' | 'unanswered' | 'denied'): void {
    const resolved = this.#resolve(asked);
    if ('kind' in resolved) this.#note(resolved, demand, { outcome, code: null, freshness: 'NONE' });
    else this.#unresolved(asked, demand, null);
  }

  list(): NotedReference[] {
    return Array.from(this.#noted.values(), ({ first, demand, times }) => ({
      ...first,
      options: optionsOf(demand),
      times,
    }));
  }

  #unresolved(asked: AskedReference, demand: Demand, code: string | null): void {
    const told = { code, freshness: 'NONE' } as const;
    const resolved = this.#resolve(asked);
    if ('kind' in resolved) {
      this.#note(resolved, demand, { ...told, outcome: 'denied' });
      return;
    }
    const chosen = chooseIdentifier(asked);
    const { dialect } = asked;
    if ('fault' in chosen)
      this.#add(`${dialect} invalid ${code ?? ''}`, demand, () => ({ ...told, ...NAMELESS, dialect }));
    else this.#note({ dialect, account: null, ...chosen }, demand, { ...told, outcome: 'unconfigured' });
  }

  #note(named: NamedReference, demand: Demand, told: Told, other: NamedReference | null = null): void {
    const { dialect, account, kind, id } = named;
    const key = [dialect, account ?? '', kind, id, told.outcome, told.code ?? '', told.freshness].join('\n');
    this.#add(key, demand, () => ({
      ...told,
      dialect,
      account,
      kind,
      hash: this.#hashes.reference(named),
      ...(other === null ? {} : { other: this.#hashes.reference(other) }),
    }));
  }

  #add(key: string, demand: Demand, make: () => Omit<NotedReference, 'options' | 'times'>): void {
    const noted = this.#noted.get(key);
    if (noted === undefined) this.#noted.set(key, { first: make(), demand, times: 1 });
    else {
      noted.demand = union(noted.demand, demand);
      noted.times += 1;
    }
  }
}

const NAMELESS = { outcome: 'invalid', account: null, kind: null, hash: null } as const;
