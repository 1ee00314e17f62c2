import { describe, expect, test } from 'vitest';
import type { Parsed } from '../support/ask.ts';
import { GATEWAY_KINDS } from '../support/gateways.ts';
import { inOrder, placesOf } from './error-places.ts';
import { startPage } from './page.ts';

const LIMIT = 50;
const ENV = { LIMIT_REFERENCES: String(LIMIT) };

describe.each(GATEWAY_KINDS)('behind %s', (gateway) => {
  test('more references than the limit: those within it are answered, those beyond are null with one error', async () => {
    await using stack = await startPage(gateway, ENV);
    const { status, body } = await stack.query(
      '{ tables { name dbtDescription lastRefreshedAt dbt { match { status } } } }',
    );
    expect(status).toBe(200);
    const tables: Parsed[] = body.data.tables;
    expect(tables).toHaveLength(200);
    for (const [position, table] of tables.entries()) {
      const name = `table_${position}`;
      if (position < LIMIT) {
        expect(table).toMatchObject({
          name,
          dbtDescription: `About ${name}`,
          dbt: { match: { status: 'EXACT' } },
        });
      } else {
        expect(table).toEqual({ name, dbtDescription: null, lastRefreshedAt: null, dbt: null });
      }
    }
    // The subgraph's path is the reference. Hive Gateway tells the error of a reference once for each field that was asked of it.
    const paths = {
      apollo: [['tables', LIMIT]],
      hive: ['dbtDescription', 'lastRefreshedAt', 'dbt'].map((field) => ['tables', field]),
    };
    expect(placesOf(body)).toEqual(inOrder(paths[gateway].map((path) => ({ code: 'BAD_USER_INPUT', path }))));
  });

  test('ten times as many references as the limit are refused whole: the catalogue is whole, and so is what was within', async () => {
    await using stack = await startPage(gateway, ENV);
    const { status, body } = await stack.query(
      '{ tables(schema: "marts") { name columns { name type dbtDescription } } }',
    );
    expect(status).toBe(200);
    const tables: Parsed[] = body.data.tables;
    expect(tables).toHaveLength(200);
    for (const { columns } of tables) {
      expect(columns.map(({ type, dbtDescription }: Parsed) => [type, dbtDescription])).toEqual(
        columns.map(() => ['BIGINT', null]),
      );
    }
    const errors = placesOf(body);
    // @apollo/gateway tells of the status alone, Hive Gateway repeats the error for every field of every column.
    if (gateway === 'apollo') expect(errors).toEqual([{ code: 'INTERNAL_SERVER_ERROR', path: undefined }]);
    else {
      expect(errors).toHaveLength(1000);
      expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['BAD_USER_INPUT']));
    }
  });
});
