import { parse, type DocumentNode } from 'graphql';
import { expect, test } from 'vitest';
import { demandOf, optionsOf, QUERY_OPTIONS } from '../../../src/domain/demand.ts';
import type { Answer } from '../../../src/domain/inquiry.ts';
import type { Account } from '../../../src/upstream/account.ts';
import type { InquiryTerms, Upstream } from '../../../src/upstream/upstream.ts';
import * as answers from '../answers.ts';
import { Opened } from '../opened.ts';
import { DIRECTORIES, operation, type Written } from './documents.ts';
import { contextOf, executed, overHttp, type Told } from './graph.ts';
import { fewestCalls, type KnownAccount, type NeededCall } from './oracle.ts';
import { cases, seeded, type Random } from './random.ts';

/** Answers everything at once, one way or another, and remembers what it was asked. */
class RecordingUpstream implements Upstream {
  readonly calls: NeededCall[] = [];
  readonly accounts: readonly Account[];
  readonly #random: Random;

  constructor(accounts: readonly KnownAccount[], random: Random) {
    this.#random = random;
    this.accounts = accounts.map(({ id, dialect, isDefault }) => {
      const options = dialect === 'TRADE_QUERY' ? demandOf(QUERY_OPTIONS) : 0;
      return { id, dialect, isDefault, options } as Account;
    });
  }

  async inquire({ reference, demand }: InquiryTerms): Promise<Answer> {
    const options = demand();
    const { account, kind, id } = reference;
    this.calls.push({ account, kind, id, options: optionsOf(options).toSorted() });
    if (this.#random.once(2)) await new Promise(setImmediate);
    const asked = { reference, options, at: 1_700_000_000_000 };
    if (this.#random.once(8)) return answers.verified(asked, answers.NOT_FOUND);
    if (this.#random.once(8)) return answers.verified(asked, answers.UNKNOWN);
    if (this.#random.once(8)) return answers.unsigned(asked, answers.FORBIDDEN);
    // Both names of a payment are told.
    return answers.success(asked, { paymentId: id, merchantReference: id });
  }

  availability() {
    return 'AVAILABLE' as const;
  }

  async close(): Promise<void> {
    // Nothing is open.
  }
}

type Sent = Written & { readonly document: DocumentNode };

/** Sends the operation to a gateway that knows nothing yet. */
async function ask(sent: Sent, accounts: readonly KnownAccount[], upstream: Upstream, whole: boolean): Promise<Told> {
  const opened = new Opened({ upstream, memory: { maxEntries: 100, maxBytes: 1_000_000 } });
  const mayUse = (account: string) => accounts.some(({ id, usable }) => usable && id === account);
  const context = contextOf(opened.open({ mayUse }), mayUse);
  const told = await (whole ? overHttp(sent, context) : executed(sent, context));
  expect(opened.lookups.underWay).toBe(0);
  return told;
}

// What ids that are none, and payments that cannot be had, make of `node`; any other error is the generator's fault.
const EXPECTED = new Set(['BAD_USER_INPUT', answers.UNKNOWN.code, answers.FORBIDDEN.code]);

test('ten thousand operations each make exactly the calls they must, with exactly the options, and are told so before', async () => {
  const totals = { calls: 0, options: 0 };
  for (const seed of cases({ seed: 1_000_000, count: 10_000 })) {
    await seeded(seed, async (random) => {
      const accounts = random.pick(DIRECTORIES);
      const written = operation(random);
      const sent = { ...written, document: parse(written.query) };
      const fewest = fewestCalls({ ...sent, accounts });
      const upstream = new RecordingUpstream(accounts, random);
      const { data, errors, extensions } = await ask(sent, accounts, upstream, seed % 10 === 0);
      const made = upstream.calls.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
      if (JSON.stringify(made) !== JSON.stringify(fewest)) {
        expect({ ...written, accounts, calls: made }).toEqual({ ...written, accounts, calls: fewest });
      }
      const unexpected = errors?.filter((error) => !EXPECTED.has(error.extensions?.code ?? ''));
      if (data == null || unexpected?.length) throw new Error(`${JSON.stringify(errors)} for ${sent.query}`);
      const { requested, actual } = extensions.gateway.cost;
      expect({ requested, actual }).toEqual({ requested: fewest.length, actual: fewest.length });
      totals.calls += fewest.length;
      totals.options += fewest.reduce((sum, { options }) => sum + options.length, 0);
    });
  }
  // The operations must have had something to ask.
  if (process.env['CASES'] === undefined) {
    expect(totals.calls).toBeGreaterThan(10_000);
    expect(totals.options).toBeGreaterThan(3_000);
  }
}, 120_000);

function nameOf({ account, kind, id }: NeededCall): string {
  return JSON.stringify([account, kind, id]);
}
