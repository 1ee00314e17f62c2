import { expect, test } from 'vitest';
import { type ManifestNode, model, notNull, seed, source } from '../support/artifact-nodes.ts';
import { tableFacts } from '../support/entities.ts';
import { serve } from '../support/serve-projects.ts';
import {
  builtAll,
  CHECKED_AT,
  chainOf,
  checked,
  dailySource,
  from,
  mart,
  project,
} from '../support/upstream-project.ts';

/** What `dbt.upstream` says of tables of one environment. */

const UPSTREAM = `dbt { upstream { dataAsOf reason sourceStatus sourceCount unknownSources
  sources { node { uniqueId name resourceType } maxLoadedAt status checkedAt }
  failing { node { uniqueId } distance reason } } }`;

const idsOf = (rows: readonly { readonly node: { readonly uniqueId: string } }[]) =>
  rows.map(({ node }) => node.uniqueId);

test('a table is as fresh as the stalest source above it, through any number of models, seeds and snapshots', async () => {
  const [orders, visits] = [dailySource('orders'), dailySource('visits')];
  const countries = seed('wh.marts.countries');
  const models = chainOf('step', 4, orders);
  const snapshot = {
    ...mart('history', visits),
    resource_type: 'snapshot',
    unique_id: 'snapshot.shop.history',
  };
  const report = mart('report', models[3] ?? '', snapshot, countries);
  const nodes = [orders, visits, countries, ...models, snapshot, report];
  await using stack = await serve(
    project(
      nodes,
      checked({
        orders: '2026-11-25T22:00:00Z',
        visits: { status: 'warn', maxLoadedAt: '2026-11-22T08:30:00.500Z' },
      }),
    ),
  );
  const { dbt } = await tableFacts(stack, 'wh.marts.report', UPSTREAM);
  expect(dbt.upstream).toEqual({
    dataAsOf: '2026-11-22T08:30:00.500Z',
    reason: null,
    sourceStatus: 'WARN',
    sourceCount: 2,
    unknownSources: 0,
    sources: [
      {
        node: { uniqueId: 'source.shop.raw.visits', name: 'visits', resourceType: 'SOURCE' },
        maxLoadedAt: '2026-11-22T08:30:00.500Z',
        status: 'WARN',
        checkedAt: CHECKED_AT,
      },
      {
        node: { uniqueId: 'source.shop.raw.orders', name: 'orders', resourceType: 'SOURCE' },
        maxLoadedAt: '2026-11-25T22:00:00.000Z',
        status: 'PASS',
        checkedAt: CHECKED_AT,
      },
    ],
    failing: [],
  });
  const alone = await tableFacts(stack, 'wh.marts.step_2', UPSTREAM);
  expect(alone.dbt.upstream).toMatchObject({ dataAsOf: '2026-11-25T22:00:00.000Z', sourceStatus: 'PASS' });
  const loaded = await tableFacts(stack, 'wh.marts.countries', UPSTREAM);
  expect(loaded.dbt.upstream).toMatchObject({
    dataAsOf: null,
    reason: 'A seed is loaded from a file of the project, so there is no source upstream of this table.',
    sourceStatus: null,
    sourceCount: 0,
    sources: [],
    failing: [],
  });
});

test('sources whose load time is not known come last, and the reason counts and names them', async () => {
  const sources = ['unchecked', 'broken', 'known', 'late'].map((name) => dailySource(name));
  const forgotten = source('raw', 'wh.raw.forgotten');
  const report = mart('report', ...sources, forgotten);
  const bare = mart('bare', forgotten);
  await using stack = await serve(
    project(
      [...sources, forgotten, report, bare],
      checked({
        known: '2026-11-25T22:00:00Z',
        late: { status: 'error', maxLoadedAt: '2026-11-01T00:00:00Z' },
        broken: { status: 'runtime error' },
      }),
    ),
  );
  const { dbt } = await tableFacts(stack, 'wh.marts.report', UPSTREAM);
  expect(dbt.upstream).toMatchObject({
    dataAsOf: '2026-11-01T00:00:00.000Z',
    sourceStatus: 'ERROR',
    sourceCount: 5,
    unknownSources: 3,
    reason: expect.stringContaining('3 of 5 sources upstream is not known'),
  });
  expect(idsOf(dbt.upstream.sources)).toEqual(
    ['late', 'known', 'broken', 'forgotten', 'unchecked'].map((name) => `source.shop.raw.${name}`),
  );
  expect(dbt.upstream.sources[3]).toMatchObject({ maxLoadedAt: null, status: null, checkedAt: null });
  const unknown = await tableFacts(stack, 'wh.marts.bare', UPSTREAM);
  expect(unknown.dbt.upstream).toMatchObject({
    dataAsOf: null,
    sourceStatus: null,
    sourceCount: 1,
    unknownSources: 1,
    reason: expect.stringContaining('source raw.forgotten'),
  });
});

test('a source is its own only source, with a reason where its load time is not known', async () => {
  const [events, silent] = [dailySource('events'), dailySource('silent')];
  await using stack = await serve(project([events, silent], checked({ events: '2026-11-25T22:00:00Z' })));
  const { dbt } = await tableFacts(stack, 'wh.raw.events', UPSTREAM);
  expect(dbt.upstream).toMatchObject({
    dataAsOf: '2026-11-25T22:00:00.000Z',
    reason: null,
    sourceStatus: 'PASS',
    sourceCount: 1,
    unknownSources: 0,
    failing: [],
  });
  expect(idsOf(dbt.upstream.sources)).toEqual(['source.shop.raw.events']);
  const { dbt: other } = await tableFacts(stack, 'wh.raw.silent', UPSTREAM);
  expect(other.upstream).toMatchObject({
    dataAsOf: null,
    reason: expect.stringMatching(/^The load time of this source is not known: /),
    sourceStatus: 'UNKNOWN',
    sourceCount: 1,
    unknownSources: 1,
  });
});

test('`first` lists as many as it says: 20 by itself, none for 0 and below, 1000 at most', async () => {
  const names = Array.from({ length: 1200 }, (_, number) => `s${String(number).padStart(4, '0')}`);
  const sources = names.map((name) => dailySource(name));
  const report = mart('report', ...sources);
  const loadedAt = (number: number) => new Date(Date.UTC(2026, 10, 20) + number * 1000).toISOString();
  await using stack = await serve(
    project(
      [...sources, report],
      checked(Object.fromEntries(names.map((name, number) => [name, loadedAt(number)]))),
    ),
  );
  const lists = {
    usual: '',
    none: '(first: 0)',
    negative: '(first: -3)',
    odd: '(first: null)',
    three: '(first: 3)',
  };
  const large = { all: '(first: 1000)', beyond: '(first: 1001)', most: '(first: 2147483647)' };
  const fields = Object.entries({ ...lists, ...large }).map(
    ([alias, args]) => `${alias}: sources${args} { maxLoadedAt }`,
  );
  const { dbt } = await tableFacts(
    stack,
    'wh.marts.report',
    `dbt { upstream { sourceCount ${fields.join(' ')} } }`,
  );
  const { sourceCount, ...found } = dbt.upstream;
  const lengths = Object.fromEntries(
    Object.entries(found).map(([alias, rows]) => [alias, (rows as []).length]),
  );
  expect(sourceCount).toBe(1200);
  expect(lengths).toEqual({
    usual: 20,
    none: 0,
    negative: 0,
    odd: 20,
    three: 3,
    all: 1000,
    beyond: 1000,
    most: 1000,
  });
  expect(found.beyond[999]).toEqual({ maxLoadedAt: loadedAt(999) });
});

test('what failed above comes nearest first, each once by its shortest way, with what is wrong with it', async () => {
  const events = dailySource('events');
  const far = mart('far', events);
  const middle = mart('middle', far);
  const near = mart('near', middle);
  const skipped = mart('skipped', near);
  const report = mart('report', skipped, middle);
  const test1 = notNull(near, 'id');
  const test2 = notNull(near, 'name');
  const warning = notNull(middle, 'id');
  const own = notNull(report, 'id');
  const ofSource = notNull(events, 'id');
  const nodes = [events, far, middle, near, skipped, report];
  const tests = [test1, test2, warning, own, ofSource];
  await using stack = await serve({
    nodes: [...nodes, ...tests],
    runs: [
      builtAll(nodes, { [far.unique_id]: 'success', [skipped.unique_id]: 'success' }),
      {
        command: 'build',
        at: '2026-11-26T05:00:00.000Z',
        results: {
          [far.unique_id]: 'error',
          [skipped.unique_id]: 'skipped',
          [test1.unique_id]: { status: 'fail', failures: 3 },
          [test2.unique_id]: 'error',
          [warning.unique_id]: { status: 'warn', failures: 1 },
          [own.unique_id]: { status: 'fail', failures: 1 },
          [ofSource.unique_id]: { status: 'fail', failures: 9 },
        },
      },
    ],
    checks: [checked({ events: '2026-11-25T22:00:00Z' })],
  });
  const { dbt } = await tableFacts(stack, 'wh.marts.report', UPSTREAM);
  expect(dbt.upstream.failing).toEqual([
    {
      node: { uniqueId: 'model.shop.far' },
      distance: 2,
      reason: 'Its last build ended with "error".',
    },
    {
      node: { uniqueId: 'model.shop.near' },
      distance: 2,
      reason: '1 data test fails: not_null_near_id. 1 data test ends in an error: not_null_near_name.',
    },
    {
      node: { uniqueId: 'source.shop.raw.events' },
      distance: 3,
      reason: expect.stringContaining('1 data test fails'),
    },
  ]);
  const { dbt: above } = await tableFacts(stack, 'wh.marts.near', UPSTREAM);
  expect(idsOf(above.upstream.failing)).toEqual(['model.shop.far', 'source.shop.raw.events']);
});

test('at most 50 of what failed above are listed', async () => {
  const events = dailySource('events');
  const parents = Array.from({ length: 60 }, (_, number) =>
    mart(`p${String(number).padStart(2, '0')}`, events),
  );
  const report = mart('report', ...parents);
  const nodes = [events, ...parents, report];
  const failed = { command: 'build', at: '2026-11-26T05:00:00.000Z' };
  const results = Object.fromEntries(parents.map(({ unique_id }) => [unique_id, 'error']));
  await using stack = await serve({ nodes, runs: [builtAll(nodes), { ...failed, results }] });
  const { dbt } = await tableFacts(stack, 'wh.marts.report', UPSTREAM);
  expect(idsOf(dbt.upstream.failing)).toEqual(parents.slice(0, 50).map(({ unique_id }) => unique_id));
});

test('ephemeral models, and models that no run has built, are edges to walk through, and never failing', async () => {
  const events = dailySource('events');
  const ephemeral = model('wh.marts.passing', {
    config: { materialized: 'ephemeral' },
    relation_name: null,
    ...from(events),
  });
  const unbuilt = mart('unbuilt', ephemeral);
  const failing = mart('failing', events);
  const second = mart('second', failing);
  const report = mart('report', unbuilt, second);
  const built = [failing, second, report];
  await using stack = await serve({
    nodes: [events, ephemeral, unbuilt, ...built],
    runs: [
      builtAll(built),
      {
        command: 'build',
        at: '2026-11-26T05:00:00.000Z',
        results: { [failing.unique_id]: 'error' },
      },
    ],
    checks: [checked({ events: '2026-11-25T22:00:00Z' })],
  });
  const { dbt } = await tableFacts(stack, 'wh.marts.report', UPSTREAM);
  expect(dbt.upstream).toMatchObject({
    dataAsOf: '2026-11-25T22:00:00.000Z',
    reason: null,
    failing: [{ node: { uniqueId: 'model.shop.failing' }, distance: 2 }],
  });
});

test('what dbt does not know, or has not built, has nothing upstream, and no error', async () => {
  const events = dailySource('events');
  const unbuilt = mart('unbuilt', events);
  const built = mart('built', events);
  await using stack = await serve({ nodes: [events, unbuilt, built], runs: [builtAll([built])] });
  const fields = 'dbt { match { status } upstream { sourceCount } }';
  expect(await tableFacts(stack, 'wh.marts.unbuilt', fields)).toEqual({
    dbt: { match: { status: 'NOT_BUILT' }, upstream: null },
  });
  expect(await tableFacts(stack, 'wh.marts.nowhere', fields)).toEqual({
    dbt: { match: { status: 'NOT_IN_DBT' }, upstream: null },
  });
  expect(await tableFacts(stack, 'wh.marts.built', fields)).toEqual({
    dbt: { match: { status: 'EXACT' }, upstream: { sourceCount: 1 } },
  });
});

test('more can be told of the nodes upstream than that they are there', async () => {
  const events = dailySource('events', { tags: ['nightly'], meta: { owner: 'ana' } });
  const parent: ManifestNode = mart('parent', events);
  const report = mart('report', parent);
  const nodes = [events, parent, report];
  await using stack = await serve({
    nodes,
    runs: [
      builtAll(nodes),
      { command: 'build', at: '2026-11-26T05:00:00.000Z', results: { [parent.unique_id]: 'error' } },
    ],
    checks: [checked({ events: '2026-11-25T22:00:00Z' })],
  });
  const { dbt } = await tableFacts(
    stack,
    'wh.marts.report',
    `dbt { upstream { sources { node { name tags meta environment { id } } }
       failing { node { name lastRun { status } materialization } } } }`,
  );
  expect(dbt.upstream).toEqual({
    sources: [
      {
        node: {
          name: 'events',
          tags: ['nightly'],
          meta: { owner: 'ana' },
          environment: { id: '1' },
        },
      },
    ],
    failing: [{ node: { name: 'parent', lastRun: { status: 'error' }, materialization: 'table' } }],
  });
});
