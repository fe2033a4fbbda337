import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../../src/graphql/schema.ts';
import { PreparedOperations } from '../../../src/server/fast-path/prepared-operations.ts';
import { SharedRuns } from '../../../src/server/fast-path/shared-runs.ts';
import { heldBy } from '../../held-by.ts';

const LOOK = {
  reference: { dialect: 'TRADE_QUERY', account: 'cn', identity: 'i', kind: 'paymentId', id: '1' },
  demand: 0,
} as const;

test('what is known of a body does not hold what was made ready to run, which may be a hundred times as long', () => {
  const prepared = new PreparedOperations();
  const shared = new SharedRuns();
  const text = '{ __typename }';
  prepared.add('rights', text, { schema, document: parse(text) });
  const operation = prepared.get('rights', text, undefined);
  if (operation === undefined) throw new Error('expected what was made ready');
  const asked = { params: { extensions: { id: 'a short one' } }, document: { text, id: 'a short one' } };
  const runnable = { ...asked, operation };
  shared.learn('asked', runnable, [LOOK]);
  const plan = shared.planOf('asked');
  expect(plan).toMatchObject({ looks: [LOOK] });
  const held = heldBy(plan);
  expect(held).toContain(asked.document);
  expect(held).not.toContain(operation);
});
