import { describe, expect, test } from 'vitest';
import { TABLES_QUERY } from '../../demo/queries.ts';
import type { Parsed } from '../support/ask.ts';
import { callsByEnvironment } from '../support/discovery-calls.ts';
import { GATEWAY_KINDS } from '../support/gateways.ts';
import { startStack } from '../support/start-stack.ts';

/** For one environment. Hive Gateway may ask for columns when the tables have been answered, so that the two share less. */
const MOST_CALLS = { apollo: 3, hive: 4 };

describe.each(GATEWAY_KINDS)('behind %s', (gateway) => {
  test('all tables with all columns and tests: few requests per environment, none the second time', async () => {
    await using stack = await startStack({ gateway });
    const cold = await stack.query(TABLES_QUERY);
    const calls = callsByEnvironment(stack);
    expect(Object.keys(calls)).toEqual(['834', '912']);
    for (const count of Object.values(calls)) expect(count).toBeLessThanOrEqual(MOST_CALLS[gateway]);

    stack.discovery.requests.clear();
    const warm = await stack.query(TABLES_QUERY);
    expect(stack.discovery.requests.all()).toEqual([]);
    expect(warm.body).toEqual(cold.body);
  });

  test('the answer is complete: every table and column of the catalogue, nothing null that may not be', async () => {
    await using stack = await startStack({ gateway });
    const { body } = await stack.query(TABLES_QUERY);
    expect(Object.keys(body)).toEqual(['data']);
    const tables: Parsed[] = body.data.tables;
    expect(tables).toHaveLength(42);
    for (const table of tables) {
      const isMatched = table.dbt.node !== null;
      expect(table.dbt.match.reason.length).toBeGreaterThan(20);
      expect(Array.isArray(table.dbtTests)).toBe(isMatched);
      expect(table.columns.length).toBeGreaterThan(0);
      for (const column of table.columns) {
        expect(Array.isArray(column.dbtTests)).toBe(isMatched);
        // Of a table that no catalog lists, dbt knows the columns that the project declares.
        if (isMatched)
          expect(column.dbt.match.status).toMatch(/^(EXACT|FOLDED|CATALOG_NOT_GENERATED|NOT_IN_DBT)$/);
        else expect(column.dbt.match.status).toBe('TABLE_NOT_MATCHED');
      }
    }
    const orders = tables.find(({ schema, name }) => `${schema}.${name}` === 'marts.orders');
    expect(orders.dbtDescription).toContain('# Orders');
    expect(orders.dbtTests).toHaveLength(6);
    expect(orders.columns.find(({ name }: { name: string }) => name === 'status').dbtTests).toHaveLength(1);
  });

  test('columns reach their tables, and tables their columns, through the gateway', async () => {
    await using stack = await startStack({ gateway });
    const { body } = await stack.query(
      `query ($database: String!, $schema: String!, $name: String!) {
       table(database: $database, schema: $schema, name: $name) {
         dbtDescription columns { name dbtDescription table { name lastRefreshedAt } } } }`,
      { database: 'warehouse', schema: 'marts', name: 'customers' },
    );
    expect(body.errors).toBeUndefined();
    for (const column of body.data.table.columns) {
      expect(column.table).toEqual({ name: 'customers', lastRefreshedAt: expect.stringMatching(/Z$/) });
    }
  });

  test('the admin mutations and the integration are reached through the gateway', async () => {
    await using stack = await startStack({ gateway, connect: false });
    await stack.connect();
    const integration =
      'id revision status apiHost serviceToken { preview } environments { id name projectName }';
    const { body, text } = await stack.query(`{ dbtIntegration { ${integration} } }`);
    expect(body.data.dbtIntegration).toMatchObject({
      revision: 1,
      status: 'CONNECTED',
      environments: [
        { id: '834', name: 'Production', projectName: 'shop' },
        { id: '912', name: 'Finance production', projectName: 'finance' },
      ],
    });
    expect(body.data.dbtIntegration.serviceToken.preview).toContain(stack.serviceToken.slice(-4));
    expect(text).not.toContain(stack.serviceToken);
    expect(stack.log.text).not.toContain(stack.serviceToken);
  });
});
