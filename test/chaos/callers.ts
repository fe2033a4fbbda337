import { setTimeout as sleep } from 'node:timers/promises';
import { DIALECTS } from '../../src/domain/dialect.ts';
import type { Random } from '../lookup/oracle/random.ts';
import { rowOf, type Came, type Client, type Terms } from './client.ts';
import { bulk, byReference, nodes, SELECTIONS, single } from './documents.ts';
import type { Item } from './observation.ts';
import { ACCOUNTS, type Names } from './payments.ts';
import { totalsFault, type TotalLine } from './totals.ts';
import type { Named } from './truth/truth.ts';
import type { Shown } from './truth/facts.ts';

/** What callers have in common. */
export interface Surroundings {
  readonly client: Client;
  readonly names: Names;
  readonly random: Random;
  readonly keys: Readonly<Record<'app' | 'bi' | 'mobile' | 'web', string>>;
  /** Global ids that were seen in answers, for whoever fetches by them. */
  readonly known: { readonly id: string; readonly named: Named }[];
}

/** Asks again and again, with pauses, until the time has come. */
export async function keepAsking(ask: () => Promise<void>, random: Random, pauseMs: number, until: number) {
  while (Date.now() < until) {
    await ask();
    await sleep(random.between(0, 2 * pauseMs));
  }
}

const KNOWN = 300;

/** Single lookups, as apps make them; `timeoutMs` for those in a hurry. */
export function app({ client, names, random, keys, known }: Surroundings, timeoutMs: number | null = null) {
  return async () => {
    const named = random.once(10) ? names.hot() : names.take(random.pick(DIALECTS));
    const terms = { key: keys.app, maxAge: random.pick([null, null, 0, 0, 2]), timeoutMs };
    const query = single(random.pick(SELECTIONS));
    const kind = timeoutMs === null ? 'single' : 'single in a hurry';
    const came = await client.ask<{ payment: Item }>({ kind, query, variables: { ref: refOf(named) }, terms });
    if (came === null) return;
    const { payment: item } = came.data;
    client.seen.rows.push(rowOf(named, item, terms, came, ['payment']));
    remember(known, item);
  };
}

function remember(known: Surroundings['known'], { payment }: Item): void {
  const { id, dialect, paymentId } = (payment ?? {}) as Partial<Shown> & { readonly id?: string };
  if (id === undefined || dialect === undefined || paymentId == null) return;
  known.push({ id, named: { dialect: dialect as Named['dialect'], kind: 'paymentId', id: paymentId } });
  if (known.length > KNOWN) known.shift();
}

/** Reports over many payments, as the BI team makes them. */
export function report({ client, names, random, keys }: Surroundings) {
  return async () => {
    const named = random.times(20, 200, () => names.take(random.pick(DIALECTS)));
    const terms = { key: keys.bi, maxAge: random.pick([null, 0, 0, 5]), timeoutMs: null };
    const variables = { refs: named.map(refOf) };
    const query = bulk(random.pick(SELECTIONS));
    const came = await client.ask<{ payments: { items: Item[]; totals: TotalLine[] } }>({
      ...{ kind: 'bulk', query, variables, terms },
    });
    if (came === null) return;
    const { items, totals } = came.data.payments;
    take(client, named, items, terms, came, 'payments');
    const fault = totalsFault(items, totals);
    if (fault !== null) client.seen.faults.push(`bulk: ${fault}`);
  };
}

/** One reference in all dialects, as mobile backends ask that do not know which. */
export function anywhere({ client, names, random, keys }: Surroundings) {
  return async () => {
    const { id } = names.reference();
    const terms = { key: keys.mobile, maxAge: random.pick([null, 0]), timeoutMs: null };
    const query = byReference(random.pick(SELECTIONS));
    const came = await client.ask<{ paymentsByReference: { items: Item[] } }>({
      ...{ kind: 'by reference', query, variables: { id }, terms },
    });
    if (came === null) return;
    const named = DIALECTS.map((dialect): Named => ({ dialect, kind: 'merchantReference', id }));
    take(client, named, came.data.paymentsByReference.items, terms, came, 'paymentsByReference');
  };
}

/** Payments by their global ids, as web pages fetch what they have shown before. */
export function again({ client, random, keys, known }: Surroundings) {
  return async () => {
    if (known.length === 0) return;
    const wanted = random.times(1, 10, () => random.pick(known));
    const terms = { key: keys.web, maxAge: random.pick([null, 0]), timeoutMs: null };
    const variables = { ids: wanted.map(({ id }) => id) };
    const query = nodes(random.pick(SELECTIONS));
    const came = await client.ask<{ nodes: (Partial<Shown> | null)[] }>({ kind: 'nodes', query, variables, terms });
    if (came === null) return;
    for (const [at, { named }] of wanted.entries()) {
      const error = came.errors.find(({ path }) => path?.[0] === 'nodes' && path[1] === at)?.extensions?.code ?? null;
      const { sentAt, answeredAt } = came;
      const payment = came.data.nodes[at] ?? null;
      client.seen.nodes.push({ ...named, account: ACCOUNTS[named.dialect], sentAt, answeredAt, payment, error });
    }
  };
}

/** How the graph is told of it. */
export function refOf({ dialect, kind, id }: Named): object {
  return { dialect, [kind]: id };
}

function take(
  { seen }: Client,
  named: readonly Named[],
  items: readonly Item[],
  terms: Terms,
  came: Omit<Came<unknown>, 'data'>,
  field: string,
): void {
  if (items.length !== named.length) {
    seen.faults.push(`${named.length} references, and ${items.length} items`);
    return;
  }
  for (const [at, item] of items.entries()) seen.rows.push(rowOf(named[at]!, item, terms, came, [field, 'items', at]));
}
