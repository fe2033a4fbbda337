import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { covers, demandOf, optionsOf, type QueryOption } from '../../../src/domain/demand.ts';
import type { Answer } from '../../../src/domain/inquiry.ts';
import type { Reference } from '../../../src/domain/reference.ts';
import type { Lookup } from '../../../src/lookup/lookup.ts';
import * as answers from '../answers.ts';
import { account } from '../fake-upstream.ts';
import { Opened } from '../opened.ts';
import { EventClock } from './event-clock.ts';
import { fewestCalls } from './fewest.ts';
import { contextOf, executed, type Told } from './graph.ts';
import { cases, seeded, type Random } from './random.ts';
import { schedule, type Name, type Schedule, type Want } from './schedules.ts';
import { TimedUpstream } from './timed-upstream.ts';

const ACCOUNTS = [account('one'), account('two')];

function nameOf({ account, kind, id }: Reference): Name {
  return { account, kind, payment: Number(id.slice(1)) };
}

function saying({ truths }: Schedule, asked: answers.Asked): Answer {
  const { payment } = nameOf(asked.reference);
  const truth = truths[payment]!;
  if (truth === 'MISSING') return answers.verified(asked, answers.NOT_FOUND);
  if (truth === 'FAILING') return answers.verified(asked, answers.UNKNOWN);
  return answers.success(asked, { paymentId: `P${payment}`, merchantReference: `M${payment}`, status: truth });
}

/** Runs the schedule through the lookups. Gives the number of calls that were sent. */
async function callsOf(planned: Schedule): Promise<number> {
  const clock = new EventClock();
  const upstream = new TimedUpstream({
    clock,
    accounts: ACCOUNTS,
    slots: planned.slots,
    takes: (reference, nth) => ({ there: planned.latency(nameOf(reference), nth), back: 0 }),
    says: (asked) => saying(planned, asked),
  });
  const opened = new Opened({ clock, upstream });
  const lookups: { readonly want: Want; readonly found: Promise<Lookup> }[] = [];
  const start = clock.now();
  for (const { at, wants, maxAgeMs } of planned.arrivals) {
    clock.at(start + at, () => {
      const operation = opened.open({ maxAgeMs });
      for (const want of wants) {
        const { account: id, kind, payment } = want.name;
        const reference = { [kind]: `${kind === 'paymentId' ? 'P' : 'M'}${payment}` };
        const demand = demandOf(want.options as QueryOption[]);
        lookups.push({ want, found: operation.find({ dialect: 'TRADE_QUERY', account: id, ...reference }, demand) });
      }
    });
  }
  await clock.run();
  for (const { want, found } of lookups) {
    const { payment, options } = await found;
    if (payment === null) continue;
    expect(optionsOf(options)).toEqual(expect.arrayContaining([...want.options]));
    expect(payment[want.name.kind]?.slice(1)).toBe(String(want.name.payment));
  }
  checkOptions(planned, upstream);
  expect(opened.lookups.underWay).toBe(0);
  expect(clock.sleeping).toBe(0);
  return upstream.sent.length;
}

/** Nothing is asked for that nobody wants of the payment. */
function checkOptions({ arrivals }: Schedule, { sent }: TimedUpstream): void {
  for (const { reference, options } of sent) {
    const { account: id, payment } = nameOf(reference);
    const wanted = arrivals.flatMap(({ wants }) =>
      wants.filter(({ name }) => name.account === id && name.payment === payment).flatMap((want) => want.options),
    );
    expect(covers(demandOf(wanted as QueryOption[]), options)).toBe(true);
  }
}

describe('across operations', () => {
  test('a thousand schedules of up to 64 operations cost no more calls than the fewest, within 2 %', async () => {
    const totals = { made: 0, fewest: 0, lookups: 0, differing: 0 };
    for (const seed of cases({ seed: 2_000_000, count: 1_000 })) {
      await seeded(seed, async (random: Random) => {
        const planned = schedule(random);
        const fewest = fewestCalls(planned);
        const made = await callsOf(planned);
        totals.made += made;
        totals.fewest += fewest;
        totals.lookups += planned.arrivals.reduce((sum, { wants }) => sum + wants.length, 0);
        if (made !== fewest) {
          totals.differing += 1;
          if (process.env['SHOW'] !== undefined) console.log(`seed ${seed}: ${made} calls, fewest ${fewest}`);
        }
      });
    }
    if (process.env['SHOW'] !== undefined) console.log(totals);
    expect(totals.made / totals.fewest, JSON.stringify(totals)).toBeLessThanOrEqual(1.02);
  }, 120_000);

  const SELECTIONS = [
    'status',
    'fundBills { channel }',
    'vouchers { name }',
    'settlement { details { type } }',
    'settlement { unsettledAmount { minor } }',
    'fundBills { channel } vouchers { name }',
    'status fundBills { amount { minor } } settlement { details { amount { minor } } }',
    'vouchers { id } settlement { grossAmount { minor } unsettledAmount { minor } }',
    'amount { minor } buyer { type }',
    'fundBills { channel } vouchers { name } settlement { details { type } }',
  ];

  test.each([
    ['in one tick', { spanMs: 0, callMs: 80 }],
    ['while a quick call is under way', { spanMs: 60, callMs: 80 }],
    ['while a slow call is under way', { spanMs: 700, callMs: 900 }],
  ])('a thousand operations with ten selections that come %s cost at most two calls', async (_, { spanMs, callMs }) => {
    const clock = new EventClock();
    const upstream = new TimedUpstream({
      clock,
      accounts: ACCOUNTS,
      slots: 4,
      takes: () => ({ there: callMs, back: 0 }),
      says: (asked) => answers.success(asked, { status: 'PENDING' }),
    });
    const opened = new Opened({ clock, upstream });
    const documents = SELECTIONS.map((selection) =>
      parse(`{ payment(ref: { dialect: TRADE_QUERY, paymentId: "P" }) { payment { ${selection} } } }`),
    );
    const told: Promise<Told>[] = [];
    const start = clock.now();
    for (let index = 0; index < 1_000; index += 1) {
      clock.at(start + (spanMs * index) / 1_000, () => {
        const document = documents[index % documents.length]!;
        told.push(executed({ document, operationName: null, variables: {} }, contextOf(opened.open())));
      });
    }
    await clock.run();
    for (const { data, errors } of await Promise.all(told)) {
      expect(errors).toBeUndefined();
      expect(data.payment.payment).not.toBeNull();
    }
    expect(told.length).toBe(1_000);
    expect(upstream.sent.length).toBeLessThanOrEqual(2);
  });
});
