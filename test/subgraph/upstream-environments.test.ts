import { expect, test } from 'vitest';
import { writeArtifacts } from '../support/artifact-folder.ts';
import { type ManifestNode, notNull } from '../support/artifact-nodes.ts';
import { entities, table, tableFacts } from '../support/entities.ts';
import { serve } from '../support/serve-projects.ts';
import { startStack } from '../support/start-stack.ts';
import { builtAll, checked, dailySource, mart, project } from '../support/upstream-project.ts';

/** What `dbt.upstream` says where a source of one environment is a table that another one builds. */

const UPSTREAM = `upstream { dataAsOf reason sourceStatus sourceCount
  sources { node { uniqueId environment { id } } maxLoadedAt } failing { node { uniqueId environment { id } } distance } }`;

/** The builder of `wh.marts.orders` in an environment of its own, made of `raw.events`, with a test that fails. */
const EVENTS = dailySource('events');
const ORDERS = mart('orders', EVENTS);
const FAILING = notNull(ORDERS, 'id');
const SHOP = {
  nodes: [EVENTS, ORDERS, FAILING],
  runs: [
    builtAll([ORDERS]),
    {
      command: 'test',
      at: '2026-11-26T05:00:00.000Z',
      results: { [FAILING.unique_id]: { status: 'fail', failures: 2 } },
    },
  ],
  checks: [checked({ events: '2026-11-20T22:00:00Z' })],
};

/** A project that knows `wh.marts.orders` as a source. */
function consumer(fields: Partial<ManifestNode> = {}) {
  const source = {
    ...dailySource('orders', fields),
    schema: 'marts',
    relation_name: '"wh"."marts"."orders"',
  };
  return { source, revenue: mart('revenue', source) };
}

const inEnvironment = (id: string, uniqueId: string) => ({ uniqueId, environment: { id } });

test.each([
  ['the builder comes first', 0],
  ['the builder comes last', 1],
])('a source that another environment builds is followed through its builder: %s', async (_what, place) => {
  const { source, revenue } = consumer();
  const finance = project([source, revenue]);
  const projects = place === 0 ? [SHOP, finance] : [finance, SHOP];
  const [shopId, financeId] = place === 0 ? ['1', '2'] : ['2', '1'];
  await using stack = await serve(...projects);
  const { dbt } = await tableFacts(
    stack,
    'wh.marts.revenue',
    `dbt { node { environment { id } } ${UPSTREAM} }`,
  );
  expect(dbt.node.environment.id).toBe(financeId);
  expect(dbt.upstream).toEqual({
    dataAsOf: '2026-11-20T22:00:00.000Z',
    reason: null,
    sourceStatus: 'PASS',
    sourceCount: 1,
    sources: [
      {
        node: inEnvironment(shopId ?? '', 'source.shop.raw.events'),
        maxLoadedAt: '2026-11-20T22:00:00.000Z',
      },
    ],
    failing: [{ node: inEnvironment(shopId ?? '', 'model.shop.orders'), distance: 1 }],
  });
});

test('the own check of such a source counts where there is one', async () => {
  const { source, revenue } = consumer();
  const check = checked({ orders: { status: 'error', maxLoadedAt: '2026-11-10T00:00:00Z' } });
  await using stack = await serve(project([source, revenue], check), SHOP);
  const { dbt } = await tableFacts(stack, 'wh.marts.revenue', `dbt { ${UPSTREAM} health healthReasons }`);
  expect(dbt.upstream).toMatchObject({
    dataAsOf: '2026-11-10T00:00:00.000Z',
    sourceStatus: 'ERROR',
    sourceCount: 2,
    sources: [
      { node: inEnvironment('1', 'source.shop.raw.orders') },
      { node: inEnvironment('2', 'source.shop.raw.events') },
    ],
  });
  expect(dbt.health).toBe('DEGRADED');
  expect(dbt.healthReasons[0]).toBe('The freshness of source raw.orders upstream is in error.');
});

test('the table of such a source is answered by its builder, and is made of what the builder is made of', async () => {
  const { source, revenue } = consumer();
  await using stack = await serve(project([source, revenue]), SHOP);
  const { dbt } = await tableFacts(stack, 'wh.marts.orders', `dbt { node { uniqueId } ${UPSTREAM} }`);
  expect(dbt.node.uniqueId).toBe('model.shop.orders');
  expect(dbt.upstream).toMatchObject({ dataAsOf: '2026-11-20T22:00:00.000Z', failing: [] });
});

test('sources of two environments that nobody builds are told apart, ties by the order of environments', async () => {
  const sameTime = checked({ events: '2026-11-20T22:00:00Z' });
  const first = { ...mart('daily', EVENTS), schema: 'one', relation_name: '"wh"."one"."daily"' };
  const other = mart('orders', EVENTS);
  const downstream = consumer();
  const report = mart('report', downstream.source, EVENTS);
  await using stack = await serve(
    project([downstream.source, EVENTS, report, first], sameTime),
    project([EVENTS, other], sameTime),
  );
  const { dbt } = await tableFacts(stack, 'wh.marts.report', `dbt { ${UPSTREAM} }`);
  expect(dbt.upstream.sources.map(({ node }: { node: unknown }) => node)).toEqual([
    inEnvironment('1', 'source.shop.raw.events'),
    inEnvironment('2', 'source.shop.raw.events'),
  ]);
});

test('more is told of nodes upstream whichever environment they are of', async () => {
  const { source, revenue } = consumer();
  await using stack = await serve(project([source, revenue]), SHOP);
  const { dbt } = await tableFacts(
    stack,
    'wh.marts.revenue',
    'dbt { upstream { failing { node { lastRun { status } } } sources { node { tags owner } } } }',
  );
  expect(dbt.upstream).toEqual({
    failing: [{ node: { lastRun: { status: 'success' } } }],
    sources: [{ node: { tags: [], owner: null } }],
  });
});

test('dbtLookup tells the same', async () => {
  const { source, revenue } = consumer();
  await using stack = await serve(project([source, revenue]), SHOP);
  const fields = `health healthReasons ${UPSTREAM}`;
  const { dbt } = await tableFacts(stack, 'wh.marts.revenue', `dbt { ${fields} }`);
  const { body } = await stack.query(
    `{ dbtLookup(database: "wh", schema: "marts", name: "revenue") { ${fields} } }`,
  );
  expect(body).toEqual({ data: { dbtLookup: dbt } });
  expect(dbt.upstream.sourceCount).toBe(1);
});

test.each(['apollo', 'hive'] as const)('a query through a gateway tells the same: %s', async (gateway) => {
  const { source, revenue } = consumer();
  await using shop = writeArtifacts(SHOP);
  await using finance = writeArtifacts(project([source, revenue]));
  const environments = [shop, finance].map(({ artifactsPath }, place) => ({ id: place + 1, artifactsPath }));
  const catalog = ['orders', 'revenue'].map((name) => ({
    database: 'wh',
    schema: 'marts',
    name,
    type: 'BASE TABLE',
    columns: [{ name: 'id', type: 'BIGINT', position: 1 }],
  }));
  await using stack = await startStack({ environments, gateway, catalog });
  const { body } = await stack.query(
    `{ tables { name columns { name dbtDescription } dbt { ${UPSTREAM} } } }`,
  );
  expect(body.errors).toBeUndefined();
  const [orders, found] = body.data.tables;
  expect(orders.dbt.upstream).toMatchObject({ sourceCount: 1, failing: [] });
  expect(found.dbt.upstream).toMatchObject({
    dataAsOf: '2026-11-20T22:00:00.000Z',
    sources: [{ node: inEnvironment('1', 'source.shop.raw.events') }],
    failing: [{ node: inEnvironment('1', 'model.shop.orders'), distance: 1 }],
  });
});

test('an environment that dbt cannot tell leaves what is upstream open everywhere; the tables themselves are whole', async () => {
  const { source, revenue } = consumer();
  await using stack = await serve(project([source, revenue]), SHOP);
  stack.discovery.switchboard.set({ status: 503, onlyEnvironment: 2 });
  await stack.query('mutation { refreshDbtMetadata { userErrors { code } } }');
  const { body } = await stack.query(
    `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Table { dbtDescription
       dbt { match { status } health healthReasons upstream { sourceCount } } } } }`,
    { r: [table('wh.marts.revenue')] },
  );
  const [found] = body.data._entities;
  expect(found).toMatchObject({
    dbtDescription: 'About revenue',
    dbt: { match: { status: 'EXACT' }, upstream: null },
  });
  expect(found.dbt.health).toBe('CAUTION');
  expect(found.dbt.healthReasons.at(-1)).toMatch(/^The sources upstream do not count yet: /);
  expect(body.errors).toMatchObject([
    { extensions: { code: 'DBT_UNREACHABLE' }, path: ['_entities', 0, 'dbt', 'upstream'] },
  ]);
  stack.discovery.switchboard.reset();
});

test('many tables of several environments are answered at once', async () => {
  const { source, revenue } = consumer();
  await using stack = await serve(project([source, revenue]), SHOP);
  const found = await entities(
    stack,
    ['wh.marts.revenue', 'wh.marts.orders', 'wh.raw.events', 'wh.none.none'].map(table),
    '... on Table { dbt { upstream { sourceCount } } }',
  );
  expect(found.map(({ dbt }) => dbt.upstream?.sourceCount ?? null)).toEqual([1, 1, 1, null]);
});
