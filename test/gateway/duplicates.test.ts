import { describe, expect, test } from 'vitest';
import type { Parsed } from '../support/ask.ts';
import { GATEWAY_KINDS } from '../support/gateways.ts';
import { startPage } from './page.ts';
import { queryCounted } from './traffic.ts';

describe.each(GATEWAY_KINDS)('behind %s', (gateway) => {
  test('a table that many columns refer to is answered for each of them, however often the gateway asks', async () => {
    await using stack = await startPage(gateway);
    const { body, traffic } = await queryCounted(
      stack,
      '{ tables { columns { name table { name dbtDescription dbtTests { columnName } } } } }',
    );
    expect(Object.keys(body)).toEqual(['data']);
    const tables: Parsed[] = body.data.tables;
    expect(tables).toHaveLength(200);
    for (const [position, { columns }] of tables.entries()) {
      const name = `table_${position}`;
      const table = { name, dbtDescription: `About ${name}`, dbtTests: [{ columnName: 'column_0' }] };
      expect(columns).toEqual([0, 1, 2, 3, 4].map((column) => ({ name: `column_${column}`, table })));
    }
    // @apollo/gateway sends the reference of each column's table, Hive Gateway each table's once.
    expect(traffic).toEqual({ requests: 1, references: gateway === 'apollo' ? 1000 : 200 });
  });

  test('tables in two lists of one query are whole in both', async () => {
    await using stack = await startPage(gateway);
    const { body, traffic } = await queryCounted(
      stack,
      '{ one: tables { name text: dbtDescription } other: tables(schema: "marts") { name dbtDescription dbt { match { status } } } }',
    );
    expect(Object.keys(body)).toEqual(['data']);
    const names = Array.from({ length: 200 }, (_, position) => `table_${position}`);
    expect(body.data.one).toEqual(names.map((name) => ({ name, text: `About ${name}` })));
    const dbt = { match: { status: 'EXACT' } };
    expect(body.data.other).toEqual(names.map((name) => ({ name, dbtDescription: `About ${name}`, dbt })));
    // Hive Gateway asks for both lists in one request.
    expect(traffic).toEqual({ requests: gateway === 'apollo' ? 2 : 1, references: 400 });
  });
});
