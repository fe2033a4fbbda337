import { serverAudits } from 'graphql-http';
import { expect, test } from 'vitest';
import { start, urlOf } from './child.ts';

/** Why an audit that is no MUST need not pass; none is needed now. */
const EXPLAINED: Readonly<Record<string, string>> = {};

test('the gateway keeps to GraphQL over HTTP: every audit passes or is explained', async () => {
  const url = await urlOf(start());
  const audits = serverAudits({ url: `${url}/graphql`, fetchFn: fetch });
  expect(audits.length).toBeGreaterThanOrEqual(61);
  const results = await Promise.all(audits.map((audit) => audit.fn()));
  const failed = results.filter((result) => result.status !== 'ok' && !(result.id in EXPLAINED));
  expect(failed.map(({ id, name, ...result }) => `${id} ${name}: ${'reason' in result ? result.reason : ''}`)).toEqual(
    [],
  );
  expect(
    Object.keys(EXPLAINED).every((id) => results.some((result) => result.id === id && result.status !== 'ok')),
  ).toBe(true);
});
