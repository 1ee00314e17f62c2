import { describe, expect, test } from 'vitest';
import { TABLES_QUERY } from '../../demo/queries.ts';
import type { Parsed } from '../support/ask.ts';
import { column, table } from '../support/entities.ts';
import { GATEWAY_KINDS } from '../support/gateways.ts';
import { startStack } from '../support/start-stack.ts';
import { ALL_STATUSES, askCoverage, askFor, connect, countsOf, readCoverage } from './read-coverage.ts';

const HOUR_MS = 60 * 60_000;
const NOON_MS = Date.parse('2026-11-26T12:10:00.000Z');

/** The demo's projects, by a clock that a test turns. */
async function startConnected() {
  const clock = { nowMs: NOON_MS };
  const stack = await startStack({ connect: false, now: () => clock.nowMs });
  await connect(stack);
  return { stack, clock, [Symbol.asyncDispose]: () => stack.stop() };
}

const isoOf = (atMs: number) => new Date(atMs).toISOString();

test('a table counts once for each request that names it or a column of it, cold and warm', async () => {
  await using graph = await startConnected();
  const { stack, clock } = graph;
  const references = [
    table('marts.customers'),
    column('marts.customers', 'email'),
    table('marts.orders'),
    table('marts.customers'),
    table('MARTS.ORDERS'),
    table('marts.nothing'),
    column('marts.nothing', 'id'),
  ];
  for (let request = 0; request < 3; request += 1) {
    clock.nowMs += 1000;
    const { errors } = await askFor(stack, references);
    expect(errors).toBeUndefined();
  }
  await askFor(stack, [column('marts.orders', 'id')]);
  const coverage = await readCoverage(stack);
  expect(coverage).toMatchObject({ since: isoOf(NOON_MS), asked: 4, matched: 3, incompleteReason: null });
  expect(coverage.statuses).toEqual([
    { status: 'EXACT', tables: 2 },
    { status: 'FOLDED', tables: 1 },
    { status: 'NOT_IN_DBT', tables: 1 },
  ]);
  const lastAskedAt = isoOf(NOON_MS + 3000);
  const asked = { database: 'warehouse', environmentIds: null, lastAskedAt };
  expect(coverage.tables).toMatchObject([
    { ...asked, schema: 'marts', name: 'orders', status: 'EXACT', timesAsked: 4 },
    { ...asked, schema: 'MARTS', name: 'ORDERS', status: 'FOLDED', timesAsked: 3 },
    { ...asked, schema: 'marts', name: 'customers', status: 'EXACT', timesAsked: 3 },
    { ...asked, schema: 'marts', name: 'nothing', status: 'NOT_IN_DBT', timesAsked: 3 },
  ]);
  expect(coverage.tables[3].reason).toContain('No dbt node has the relation `warehouse.marts.nothing`.');
});

test('a request counts the same whether its answer is written by a plan or executed', async () => {
  await using graph = await startConnected();
  const { stack } = graph;
  const references = [table('marts.customers'), table('marts.nothing'), column('marts.customers', 'email')];
  const query = `query ($r: [_Any!]!) { dbtIntegration { revision } _entities(representations: $r) {
    ... on Table { dbtDescription } ... on Column { dbtDescription } } }`;
  for (let request = 0; request < 2; request += 1) await stack.query(query, { r: references });
  expect(await countsOf(stack)).toEqual(['marts.customers 2', 'marts.nothing 2']);
});

test('look-ups, malformed references and references of which nothing of dbt is selected do not count', async () => {
  await using graph = await startConnected();
  const { stack } = graph;
  await stack.query(
    '{ dbtLookup(database: "warehouse", schema: "marts", name: "orders") { match { status } } }',
  );
  await askFor(stack, [{ __typename: 'Table', schema: 'marts' }, { __typename: 'Nothing' }, null, 7]);
  await askFor(stack, [table('marts.customers')], '... on Table { __typename name }');
  expect(await readCoverage(stack)).toMatchObject({ asked: 0, matched: 0, statuses: [], tables: [] });
});

test('statuses and reasons are those of the moment: tables that were asked for before dbt was connected are matched afterwards', async () => {
  await using stack = await startStack({ connect: false });
  await askFor(stack, [table('marts.customers'), table('marts.nothing')]);
  const before = await readCoverage(stack);
  expect(before).toMatchObject({ asked: 2, matched: 0, statuses: [{ status: 'NOT_CONFIGURED', tables: 2 }] });
  expect(before.tables[0].reason).toContain('configureDbtIntegration');

  await connect(stack);
  const after = await readCoverage(stack);
  expect(after).toMatchObject({ asked: 2, matched: 1 });
  expect(after.tables).toMatchObject([
    { name: 'customers', status: 'EXACT', timesAsked: 1 },
    { name: 'nothing', status: 'NOT_IN_DBT', timesAsked: 1 },
  ]);
});

test('while dbt cannot be asked, tables are UNAVAILABLE and the answer is whole', async () => {
  await using stack = await startStack({ connect: false, env: { DBT_DEADLINE_MS: '500' } });
  await connect(stack);
  await askFor(stack, [table('marts.customers')]);
  await stack.discovery.close();
  await stack.query('mutation { refreshDbtMetadata { integration { revision } } }');
  const coverage = await readCoverage(stack);
  expect(coverage).toMatchObject({
    asked: 1,
    matched: 0,
    tables: [{ name: 'customers', status: 'UNAVAILABLE' }],
  });
  expect(coverage.tables[0].reason).toMatch(/^(dbt could not be asked|The table cannot be looked up yet)/);
});

test('asks are remembered for 24 hours, and forgotten after 25', async () => {
  await using graph = await startConnected();
  const { stack, clock } = graph;
  await askFor(stack, [table('marts.customers'), table('marts.orders')]);
  clock.nowMs += HOUR_MS;
  await askFor(stack, [table('marts.customers')]);
  await askFor(stack, [table('marts.customers')]);
  expect(await countsOf(stack)).toEqual(['marts.customers 3', 'marts.orders 1']);

  clock.nowMs = NOON_MS + 24 * HOUR_MS;
  expect(await countsOf(stack)).toEqual(['marts.customers 3', 'marts.orders 1']);
  expect(await readCoverage(stack)).toMatchObject({ since: isoOf(NOON_MS) });

  clock.nowMs = NOON_MS + 25 * HOUR_MS;
  expect(await countsOf(stack)).toEqual(['marts.customers 2']);
  // The beginning of the hour, 24 hours ago.
  expect(await readCoverage(stack)).toMatchObject({ since: '2026-11-26T13:00:00.000Z' });

  clock.nowMs = NOON_MS + 26 * HOUR_MS;
  expect(await readCoverage(stack)).toMatchObject({ asked: 0, tables: [], incompleteReason: null });
});

test('a table that is asked for in every hour counts those of the window alone', async () => {
  await using graph = await startConnected();
  const { stack, clock } = graph;
  for (let hour = 0; hour < 30; hour += 1) {
    await askFor(stack, [table('marts.nothing')]);
    clock.nowMs += HOUR_MS;
  }
  expect(await countsOf(stack)).toEqual(['marts.nothing 24']);
});

test('tables are listed most asked first, then by name, without those that need nothing unless they are asked for', async () => {
  await using graph = await startConnected();
  const { stack } = graph;
  const often = [table('marts.b'), table('other.marts.b'), table('marts.customers')];
  await askFor(stack, [...often, table('marts.c'), table('marts.a')]);
  await askFor(stack, often);
  const names = async (variables: Readonly<Record<string, unknown>>) => {
    const { body } = await askCoverage(stack, variables);
    return body.data.dbtCoverage.tables.map((each: Parsed) => `${each.database}.${each.schema}.${each.name}`);
  };
  const unmatched = ['other.marts.b', 'warehouse.marts.b', 'warehouse.marts.a', 'warehouse.marts.c'];
  expect(await names({})).toEqual(unmatched);
  expect(await names({ statuses: null, first: 3 })).toEqual(unmatched.slice(0, 3));
  expect(await names({ statuses: ['EXACT'] })).toEqual(['warehouse.marts.customers']);
  expect(await names({ statuses: [] })).toEqual([]);
  expect(await names({ statuses: ALL_STATUSES, first: 1000 })).toHaveLength(5);
});

test.each([0, -1, 1001])('%d tables cannot be listed', async (first) => {
  await using stack = await startStack({ connect: false });
  const { body } = await askCoverage(stack, { first });
  expect(body.errors).toMatchObject([
    { message: 'tables: first must be between 1 and 1000.', extensions: { code: 'BAD_USER_INPUT' } },
  ]);
});

test('one request lists 10000 tables in all, however often it asks for the list', async () => {
  await using graph = await startConnected();
  const { stack } = graph;
  await askFor(
    stack,
    Array.from({ length: 600 }, (_, number) => table(`marts.no_${number}`)),
  );
  const lists = (count: number) =>
    stack.query(
      `{ dbtCoverage { ${Array.from({ length: count }, (_, number) => `l${number}: tables(first: 600) { name status }`).join(' ')} } }`,
    );
  const { body } = await lists(16);
  expect(Object.values(body.data.dbtCoverage).map((list: Parsed) => list.length)).toEqual(
    Array.from({ length: 16 }, () => 600),
  );
  expect((await lists(17)).body.errors).toMatchObject([
    {
      message: 'tables: one request may list 10000 tables in all. Ask for fewer at a time.',
      extensions: { code: 'BAD_USER_INPUT' },
    },
  ]);
});

test('with COVERAGE=false nothing is remembered, and the answer says how to turn it on', async () => {
  await using stack = await startStack({ env: { COVERAGE: 'false' } });
  await askFor(stack, [table('marts.customers'), table('marts.nothing')]);
  await askFor(stack, [table('marts.customers'), table('marts.nothing')]);
  const coverage = await readCoverage(stack);
  expect(coverage).toMatchObject({ asked: 0, matched: 0, statuses: [], tables: [] });
  expect(coverage.incompleteReason).toBe(
    'Nobody counts which tables are asked for: the subgraph was started with COVERAGE=false. Take that variable away and start it again.',
  );
});

test('a removed integration takes along what was asked for; asks of afterwards count anew', async () => {
  await using graph = await startConnected();
  const { stack, clock } = graph;
  await askFor(stack, [table('marts.customers')]);
  await askFor(stack, [table('marts.customers')]);
  clock.nowMs += 1000;
  await stack.query('mutation { removeDbtIntegration { removed } }');
  expect(await readCoverage(stack)).toMatchObject({ since: isoOf(NOON_MS + 1000), asked: 0 });
  await askFor(stack, [table('marts.customers')]);
  expect(await readCoverage(stack)).toMatchObject({
    asked: 1,
    tables: [{ name: 'customers', status: 'NOT_CONFIGURED', timesAsked: 1 }],
  });
});

test('an integration that is changed keeps what was asked for', async () => {
  await using graph = await startConnected();
  const { stack } = graph;
  await askFor(stack, [table('finance.monthly_revenue'), table('marts.customers')]);
  await connect(stack, ['912']);
  await askFor(stack, [table('finance.monthly_revenue')]);
  expect((await readCoverage(stack)).tables).toMatchObject([
    { name: 'monthly_revenue', status: 'EXACT', timesAsked: 2 },
    { name: 'customers', status: 'NOT_IN_DBT', timesAsked: 1 },
  ]);
});

describe.each(GATEWAY_KINDS)('behind %s', (gateway) => {
  test('a page of the catalogue covers its tables, and the graph says so through the gateway', async () => {
    await using stack = await startStack({ gateway, connect: false });
    await connect(stack);
    const { body } = await stack.query(TABLES_QUERY);
    const { asked, matched, tables } = await readCoverage(stack);
    expect(asked).toBe(body.data.tables.length);
    expect(matched).toBe(body.data.tables.filter((each: Parsed) => each.dbt.node !== null).length);
    expect(matched).toBeLessThan(asked);
    const pathOf = ({ database, schema, name }: Parsed) => [database, schema, name].join('.');
    const matches = new Map(body.data.tables.map((each: Parsed) => [pathOf(each), each.dbt.match]));
    for (const each of tables) {
      const { status, reason } = each;
      expect(matches.get(pathOf(each))).toMatchObject({ status, reason });
    }
    const through = await stack.query('{ dbtCoverage { asked matched } }');
    expect(through.body.data.dbtCoverage).toEqual({ asked, matched });
  });
});
