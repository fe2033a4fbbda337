import { Counter, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { Tallies } from '../../../src/server/metrics/tallies.ts';

test('a counter hears of everything once, whenever somebody looks', async () => {
  const tallies = new Tallies<'client' | 'code'>();
  const registry = new Registry();
  new Counter({
    name: 'things_total',
    help: 'Things.',
    labelNames: ['client', 'code'],
    registers: [registry],
    collect() {
      tallies.tell(this);
    },
  });
  const shown = async () => (await registry.metrics()).split('\n').filter((line) => line.startsWith('things_total'));
  tallies.count({ client: 'a', code: 'none' });
  tallies.count({ client: 'b', code: 'none' });
  tallies.count({ client: 'a', code: 'none' });
  expect(await shown()).toEqual(['things_total{client="a",code="none"} 2', 'things_total{client="b",code="none"} 1']);
  tallies.count({ client: 'b', code: 'OTHER' });
  tallies.count({ client: 'a', code: 'none' });
  expect(await shown()).toEqual([
    'things_total{client="a",code="none"} 3',
    'things_total{client="b",code="none"} 1',
    'things_total{client="b",code="OTHER"} 1',
  ]);
  expect(await shown()).toHaveLength(3);
});
