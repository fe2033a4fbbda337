import { expect, test } from 'vitest';
import { HAS_REDIS } from '../lookup/shared/redis-server.ts';
import { chaos } from './chaos.ts';
import { LENIENT } from './strictness.ts';
import { table } from './table.ts';

test('a minute of faults, outages and restarts gives no wrong answer and costs no more than it may', async () => {
  const verdicts = await chaos({ minutes: 1, seed: 20_260_101, redis: HAS_REDIS }, LENIENT);
  process.stdout.write(`\n${table(verdicts)}\n\n`);
  expect(verdicts.flatMap(({ judge, reasons }) => reasons.map((reason) => `${judge}: ${reason}`))).toEqual([]);
}, 240_000);
