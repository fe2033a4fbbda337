import { getOperationAST, parse, validate } from 'graphql';
import { getVariableValues } from 'graphql';
import { describe, expect, test } from 'vitest';
import { schema } from '../../src/graphql/schema.ts';
import { exampleTabs } from '../../src/server/graphiql-tabs.ts';

describe.each(['sandbox', 'placeholders'] as const)('the example tabs over %s', (payments) => {
  test('are valid operations with variables that fit', () => {
    const tabs = exampleTabs(payments);
    expect(tabs.length).toBeGreaterThanOrEqual(3);
    for (const { query, variables } of tabs) {
      const document = parse(query);
      expect(validate(schema, document)).toEqual([]);
      const definitions = getOperationAST(document)?.variableDefinitions ?? [];
      const inputs = JSON.parse(variables) as Record<string, unknown>;
      expect(getVariableValues(schema, definitions, inputs).errors).toBeUndefined();
      expect(Object.keys(inputs)).toEqual(definitions.map(({ variable }) => variable.name.value));
    }
  });

  test('address the three audiences', () => {
    const queries = exampleTabs(payments).map(({ query }) => query);
    for (const audience of ['# Frontend', '# BI', '# Mobile']) {
      expect(queries.some((query) => query.startsWith(audience))).toBe(true);
    }
  });

  test('ask for credentials where they are needed', () => {
    const withHeaders = exampleTabs(payments).filter(({ headers }) => headers !== undefined);
    expect(withHeaders.length).toBe(payments === 'sandbox' ? 0 : exampleTabs(payments).length);
  });
});
