import { describe, expect, test } from 'vitest';
import type { Faults } from '../../discovery/switchboard.ts';
import type { Parsed } from '../support/ask.ts';
import { GATEWAY_KINDS } from '../support/gateways.ts';
import { PATIENT_MS } from '../support/patience.ts';
import { type Stack, startStack } from '../support/start-stack.ts';
import { inOrder, type Place, type PlacedError, placesOf, shownPath, valueAt } from './error-places.ts';
import { FORGET, startPage } from './page.ts';

const PAGE = `{ page: tables { name type text: dbtDescription lastRefreshedAt dbtTests { name } dbt { match { status reason } }
  columns { name type dbtDescription dbtTests { name } dbt { match { status } } } } }`;

/** Gateways ask for tables and for columns apart; each answer carries one error of the kind. */
const FIRST_OF_TABLES = ['page', 0, 'text'];
const FIRST_OF_COLUMNS = ['page', 0, 'columns', 0, 'dbtDescription'];

/** Without anything remembered, only what is dbt's is missing. */
function expectCatalogueWhole({ status, body }: { status: number; body: Parsed }): void {
  expect(status).toBe(200);
  const tables: Parsed[] = body.data.page;
  expect(tables).toHaveLength(200);
  for (const [position, table] of tables.entries()) {
    expect(table).toMatchObject({ name: `table_${position}`, type: 'BASE TABLE' });
    expect(table).toMatchObject({ text: null, lastRefreshedAt: null, dbtTests: null });
    expect(table.dbt.match).toEqual({ status: 'UNAVAILABLE', reason: expect.stringMatching(/.{20,}/) });
    expect(table.columns).toHaveLength(5);
    for (const column of table.columns) {
      expect(column).toMatchObject({ type: 'BIGINT', dbtDescription: null, dbtTests: null });
      expect(column.dbt.match.status).toBe('UNAVAILABLE');
    }
  }
}

const FAULTS: readonly [string, Faults, string][] = [
  ['answers 503', { status: 503 }, 'DBT_UNREACHABLE'],
  ['refuses the token', { status: 401 }, 'DBT_TOKEN_REJECTED'],
  ['limits requests', { rateLimit: { retryAfterSeconds: 60 } }, 'DBT_RATE_LIMITED'],
  ['sends half an answer', { truncate: true }, 'DBT_RESPONSE_INVALID'],
  ['sends the page of a proxy', { html: true }, 'DBT_RESPONSE_INVALID'],
  ['never answers', { hang: true }, 'DBT_INDEX_LOADING'],
];

describe.each(GATEWAY_KINDS)('behind %s', (gateway) => {
  const shown = (code: string, ...places: readonly Place[]): readonly PlacedError[] =>
    inOrder(places.map((place) => ({ code, path: shownPath(gateway, place) })));

  async function startFailing(faults: Faults, code: string): Promise<Stack> {
    const isLate = code === 'DBT_INDEX_LOADING' || code === 'DBT_TIMEOUT';
    const stack = await startPage(gateway, { DBT_DEADLINE_MS: isLate ? '400' : String(PATIENT_MS) });
    stack.discovery.switchboard.set(faults);
    return stack;
  }

  test.each(FAULTS)(
    "dbt %s: the catalogue's own fields are whole, %j gives %s",
    async (_what, faults, code) => {
      await using stack = await startFailing(faults, code);
      await stack.query(FORGET);
      const answer = await stack.query(PAGE);
      expectCatalogueWhole(answer);
      expect(placesOf(answer.body)).toEqual(shown(code, FIRST_OF_TABLES, FIRST_OF_COLUMNS));
      for (const place of [FIRST_OF_TABLES, FIRST_OF_COLUMNS])
        expect(valueAt(answer.body.data, place)).toBeNull();
    },
  );

  test('dbt never answers what the tables are asked for, the index is known', async () => {
    await using stack = await startFailing({ hang: true }, 'DBT_TIMEOUT');
    const answer = await stack.query(PAGE);
    expectCatalogueWhole(answer);
    expect(placesOf(answer.body)).toEqual(shown('DBT_TIMEOUT', FIRST_OF_TABLES, FIRST_OF_COLUMNS));
  });

  test('dbt is gone altogether', async () => {
    await using stack = await startPage(gateway);
    await stack.discovery.close();
    await stack.query(FORGET);
    const answer = await stack.query(PAGE);
    expectCatalogueWhole(answer);
    expect(placesOf(answer.body)).toEqual(shown('DBT_UNREACHABLE', FIRST_OF_TABLES, FIRST_OF_COLUMNS));
  });

  test('what was read before is served while dbt is gone, without an error', async () => {
    await using stack = await startPage(gateway);
    const before = await stack.query(PAGE);
    expect(Object.keys(before.body)).toEqual(['data']);
    await stack.discovery.close();
    expect((await stack.query(PAGE)).body).toEqual(before.body);
  });

  test('two lists of tables in one query: the error stands at the list that was asked for', async () => {
    await using stack = await startPage(gateway);
    await stack.discovery.close();
    await stack.query(FORGET);
    const { body } = await stack.query(
      '{ one: tables { name dbtDescription } other: tables(schema: "marts") { name lastRefreshedAt } }',
    );
    const one = ['one', 0, 'dbtDescription'];
    const other = ['other', 0, 'lastRefreshedAt'];
    // Hive Gateway asks for both lists in one request, which has one error of a kind.
    const places = gateway === 'hive' ? [one] : [one, other];
    expect(placesOf(body)).toEqual(shown('DBT_UNREACHABLE', ...places));
    expect(body.data.one).toHaveLength(200);
    expect(body.data.other).toHaveLength(200);
  });

  test('one of two environments fails: what the other one has is whole, the error stands at the first table without facts', async () => {
    await using stack = await startStack({ gateway });
    const query = `{ tables(schema: "marts") { name dbtDescription lastRefreshedAt dbt { match { status } }
      columns { name dbtDescription dbt { match { status } } } } }`;
    const before = await stack.query(query);
    stack.discovery.switchboard.set({ status: 503, onlyEnvironment: 912 });
    await stack.query(FORGET);
    const { body } = await stack.query(query);
    const tables: Parsed[] = body.data.tables;
    // The only one of them that dbt does not build: the environment that fails might.
    const lost = tables.findIndex(({ name }) => name === 'orders_backup');
    expect(lost).toBeGreaterThan(0);
    for (const [position, table] of tables.entries()) {
      // The text of `payments` is that of the failing environment's source over it.
      if (position !== lost && table.name !== 'payments')
        expect(table).toEqual(before.body.data.tables[position]);
    }
    expect(tables[lost].dbt.match.status).toBe('UNAVAILABLE');
    const places = [
      ['tables', lost, 'dbtDescription'],
      ['tables', lost, 'columns', 0, 'dbtDescription'],
    ];
    expect(placesOf(body)).toEqual(shown('DBT_UNREACHABLE', ...places));
  });
});
