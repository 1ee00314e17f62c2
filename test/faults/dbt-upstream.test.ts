import { describe, expect, test } from 'vitest';
import type { Faults } from '../../discovery/switchboard.ts';
import { putAt, valueAt } from '../dbt/answer-places.ts';
import type { FakeEnvironment } from '../dbt/fake-host.ts';
import { createSample } from '../dbt/sample-nodes.ts';
import type { Parsed } from '../support/ask.ts';
import { type FakeDbtSystem, startFakeDbt } from './fake-dbt.ts';
import { startSystem } from './system.ts';

/** What is upstream of tables is not known, and all else of them is. */

const HOUR_MS = 3_600_000;
const FACTS =
  'dbtDescription lastRefreshedAt dbtTests { name } dbt { match { status } testSummary { total } }';
const ABOVE = 'dbt { upstream { dataAsOf reason sourceStatus sourceCount } health healthReasons }';
const TABLES = ['marts.orders', 'marts.customers', 'raw.customers'];
const NOT_COUNTED =
  /^The sources upstream do not count yet: dbt could not be asked what this table is made of\. /;

describe.each<[string, Faults, string]>([
  ['is down', { status: 503 }, 'DBT_UNREACHABLE'],
  ['limits the rate', { rateLimit: { retryAfterSeconds: 60 } }, 'DBT_RATE_LIMITED'],
  ['never answers', { hang: true }, 'DBT_INDEX_LOADING'],
  ['refuses the token', { status: 401 }, 'DBT_TOKEN_REJECTED'],
  ['sends half an answer', { truncate: true }, 'DBT_RESPONSE_INVALID'],
  ['sends data with errors beside it', { partialErrors: true }, 'DBT_RESPONSE_INVALID'],
  ['sends pages that never end', { repeatCursor: true }, 'DBT_RESPONSE_INVALID'],
])('dbt %s while the graph is read', (_what, faults, code) => {
  test('upstream is null with one error of its kind at the first of them, everything else is whole', async () => {
    await using system = await startSystem({ env: { DBT_DEADLINE_MS: '1500' } });
    const before = await system.one.page(TABLES, FACTS);
    expect(before.codes).toEqual([]);
    system.discovery.switchboard.set({ ...faults, only: 'discovery' });
    const { data, errors } = await system.one.query(
      `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Table { ${FACTS} above: ${ABOVE} } } }`,
      { r: TABLES.map(toReference) },
    );
    expect(errors).toMatchObject([{ path: ['_entities', 0, 'above', 'upstream'], extensions: { code } }]);
    expect(data._entities.map(({ above: _, ...facts }: Parsed) => facts)).toEqual(before.tables);
    for (const { above } of data._entities) {
      expect(above.upstream).toBeNull();
      expect(above.health).not.toBe('UNKNOWN');
    }
    // A source is nobody's descendant: its health is whole.
    const [orders, customers, source] = data._entities.map(({ above }: Parsed) => above.healthReasons);
    for (const reasons of [orders, customers]) expect(reasons.at(-1)).toMatch(NOT_COUNTED);
    expect(source.filter((reason: string) => NOT_COUNTED.test(reason))).toEqual([]);
  });

  test('health alone is that of the rest, with one more sentence and no error', async () => {
    await using system = await startSystem({ env: { DBT_DEADLINE_MS: '1500' } });
    await system.one.page(TABLES, FACTS);
    system.discovery.switchboard.set({ ...faults, only: 'discovery' });
    const { tables, codes } = await system.one.page(['marts.orders'], 'dbt { health healthReasons }');
    expect(codes).toEqual([]);
    expect(tables[0].dbt.healthReasons.at(-1)).toMatch(NOT_COUNTED);
    system.discovery.switchboard.reset();
  });

  test('a graph that is remembered is served, without an error, for 24 hours', async () => {
    await using system = await startSystem({ env: { DBT_DEADLINE_MS: '1500' } });
    const before = await system.one.page(TABLES, ABOVE);
    expect(before.codes).toEqual([]);
    system.discovery.switchboard.set({ ...faults, only: 'discovery' });
    for (const hours of [1, 22]) {
      system.clock.turn(hours * HOUR_MS);
      expect((await system.one.page(TABLES, ABOVE)).tables).toEqual(before.tables);
    }
  });
});

const toReference = (path: string) => {
  const [schema, name] = path.split('.');
  return { __typename: 'Table', database: 'warehouse', schema, name };
};

const SAMPLE = createSample({ models: 3, sources: 2, snapshots: 1 });
const NAMES = ['model_0', 'source_0', 'snapshot_0'];

async function ask({ graph }: FakeDbtSystem, fields: string, names = NAMES): Promise<Parsed> {
  const { body } = await graph.ask(
    `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Table { ${fields} } } }`,
    { r: names.map((name) => toReference(`marts.${name}`)) },
  );
  return { tables: body.data._entities, errors: body.errors ?? [] };
}

const isGraph = ({ query }: { readonly query: string }) => query.includes('graph_models');

test('while the graph takes longer than a caller may wait, all else is there, and the graph comes with the next answer', async () => {
  await using system = await startFakeDbt(SAMPLE, { DBT_DEADLINE_MS: '1500' });
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  system.host.arrive = async (request) => {
    if (isGraph(request)) await held;
  };
  const { tables, errors } = await ask(system, `${FACTS} above: ${ABOVE}`);
  expect(errors).toMatchObject([
    { extensions: { code: 'DBT_INDEX_LOADING' }, path: ['_entities', 0, 'above', 'upstream'] },
  ]);
  expect(tables.map(({ dbtDescription }: Parsed) => dbtDescription)).toEqual(
    NAMES.map((name) => `About ${name}`),
  );
  release();
  await expect
    .poll(async () => (await ask(system, ABOVE)).tables[0].dbt.upstream)
    .toMatchObject({ sourceCount: 1 });
});

test.each<[string, string, unknown]>([
  ['null for the rows of its models', 'applied.graph_models.edges', null],
  ['a row without its id', 'applied.graph_models.edges.1.node.uniqueId', undefined],
  ['null for the tests of a source', 'applied.graph_sources.edges.0.node.tests', null],
  ['null for the freshness of a source', 'applied.graph_sources.edges.0.node.freshness', null],
  ['null for a parent', 'applied.graph_models.edges.0.node.parents', [null]],
  ['null for the parents of a row', 'applied.graph_models.edges.0.node.parents', null],
  ['no page of its snapshots', 'applied.graph_snapshots.pageInfo', undefined],
  ['null for what is declared', 'definition.graph_models.edges', null],
  ['no list of what is declared', 'definition.graph_snapshots', undefined],
])(
  'damage to the graph costs what is upstream, whatever is read beside it: %s',
  async (_what, path, value) => {
    await using system = await startFakeDbt(SAMPLE);
    const before = await ask(system, FACTS);
    system.host.tamper = ({ data }) => {
      const keys = path.split('.');
      if (valueAt(data?.environment, keys.slice(0, -1)) !== undefined) putAt(data.environment, keys, value);
    };
    // Nothing is known: the index and the graph are read side by side.
    await system.forget();
    const { tables, errors } = await ask(system, `${FACTS} above: ${ABOVE}`);
    expect(errors).toMatchObject([
      { extensions: { code: 'DBT_RESPONSE_INVALID' }, path: ['_entities', 0, 'above', 'upstream'] },
    ]);
    expect(tables.map(({ above: _, ...facts }: Parsed) => facts)).toEqual(before.tables);
    expect(tables[0].above.healthReasons.at(-1)).toMatch(NOT_COUNTED);
    system.host.tamper = () => undefined;
    const healed = await ask(system, ABOVE);
    expect(healed.errors).toEqual([]);
    expect(healed.tables[0].dbt.upstream).toMatchObject({ sourceCount: 1, sourceStatus: 'PASS' });
  },
);

test('the error stands at the first table that something upstream could be told of', async () => {
  await using system = await startFakeDbt(SAMPLE);
  system.host.tamper = ({ data }) => {
    const list = data?.environment?.applied?.graph_models;
    if (list !== undefined) list.edges = null;
  };
  const { tables, errors } = await ask(system, ABOVE, ['nowhere', 'model_0', 'model_1']);
  expect(errors).toMatchObject([{ path: ['_entities', 1, 'dbt', 'upstream'] }]);
  expect(tables.map(({ dbt }: Parsed) => dbt.upstream)).toEqual([null, null, null]);
  expect((await ask(system, ABOVE, ['nowhere'])).errors).toEqual([]);
});

test('facts are read again behind the answers although the graph is damaged', async () => {
  await using system = await startFakeDbt(SAMPLE);
  await ask(system, `${FACTS} above: ${ABOVE}`);
  system.host.tamper = ({ data }) => {
    const list = data?.environment?.applied?.graph_models;
    if (list !== undefined) list.edges = null;
    const [first] = data?.environment?.applied?.models?.edges ?? [];
    if (first !== undefined) first.node.materializedType = 'incremental';
  };
  const isSeen = async () =>
    (await ask(system, `dbt { node { materialization } health }`)).tables[0].dbt.node.materialization;
  expect(await isSeen()).toBe('table');
  system.clock.turn(16 * 60_000);
  await expect.poll(isSeen).toBe('incremental');
});

/** Its sources loaded some hours before it was checked. */
function withLoadedSources(environment: FakeEnvironment): FakeEnvironment {
  const { applied } = environment;
  if (applied === null) return environment;
  const sources = applied.sources.map((node) => ({
    ...node,
    freshness: { ...Object(node.freshness), maxLoadedAt: '2026-02-28T21:00:00.000Z' },
  }));
  return { ...environment, applied: { ...applied, sources } };
}

test('a host that does not list parents tells of no table what it is made of; sources are their own', async () => {
  await using system = await startFakeDbt(withLoadedSources(SAMPLE));
  system.host.unknownFields = ['parents'];
  const { tables, errors } = await ask(system, `${FACTS} above: ${ABOVE}`);
  expect(errors).toEqual([]);
  const [model, source, snapshot] = tables.map(({ above }: Parsed) => above);
  for (const { upstream, healthReasons } of [model, snapshot]) {
    expect(upstream).toEqual({
      dataAsOf: null,
      reason:
        "The sources upstream are not known: dbt's API at this host does not tell what a table is made of.",
      sourceStatus: null,
      sourceCount: 0,
    });
    expect(healthReasons.at(-1)).toBe(upstream.reason);
  }
  expect(source.upstream).toEqual({
    dataAsOf: '2026-02-28T21:00:00.000Z',
    reason: null,
    sourceStatus: 'PASS',
    sourceCount: 1,
  });
  const refusals = () => system.host.requests.filter(({ query }) => query.includes('parents')).length;
  expect(refusals()).toBe(1);
  await system.forget();
  await ask(system, ABOVE);
  expect(refusals()).toBe(1);
});

test('details of nodes upstream that cannot be read cost what is upstream, and no more', async () => {
  await using system = await startFakeDbt(SAMPLE);
  const whole = 'dbtDescription above: dbt { upstream { sources { node { tags } } } health }';
  const named = 'dbtDescription above: dbt { upstream { sources { node { name } } } health }';
  await ask(system, named, ['model_0']);
  system.host.tamper = (answer, { query }) => (/sources/.test(query) ? '{' : answer);
  const { tables, errors } = await ask(system, whole, ['model_0']);
  expect(errors).toMatchObject([
    { extensions: { code: 'DBT_RESPONSE_INVALID' }, path: ['_entities', 0, 'above', 'upstream'] },
  ]);
  expect(tables).toMatchObject([{ dbtDescription: 'About model_0', above: { upstream: null } }]);
  const still = await ask(system, named, ['model_0']);
  expect(still).toMatchObject({
    errors: [],
    tables: [{ above: { upstream: { sources: [{ node: { name: 'source_0' } }] } } }],
  });
});

test('an environment that has no state at all has nothing upstream, and no error', async () => {
  const nothing: FakeEnvironment = { applied: null, definition: null };
  await using system = await startFakeDbt(nothing);
  const { tables, errors } = await ask(system, ABOVE, ['model_0']);
  expect(errors).toEqual([]);
  expect(tables[0].dbt.upstream).toBeNull();
});
