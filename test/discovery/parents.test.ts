import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { DiscoveryServer } from '../../discovery/server.ts';
import { builder, genericTest, manifest, model, result, runResults, source } from './fixtures/artifacts.ts';
import { ask, serve, start, TOKEN } from './fixtures/client.ts';

const NOON = '2026-05-04T12:00:00Z';
const MANY = 10_000;

type Named = { readonly uniqueId: string };
type Parents = Readonly<Record<string, readonly string[]>>;

/** The parents of every model and snapshot, by its uniqueId, in the order in which they are served. */
async function parentsOf(server: DiscoveryServer): Promise<{ applied: Parents; definition: Parents }> {
  const PARENTS = 'first: 500) { edges { node { uniqueId parents { uniqueId } } } }';
  const asked = `models(${PARENTS} snapshots(${PARENTS}`;
  const { body } = await ask(
    server,
    `{ environment(id: 834) { applied { ${asked} } definition { ${asked} } } }`,
  );
  const { applied, definition } = body.data.environment;
  return { applied: byId(applied), definition: byId(definition) };
}

type Connection = { edges: { node: Named & { parents: readonly Named[] } }[] };

function byId(state: Readonly<Record<string, Connection>>): Parents {
  const nodes = Object.values(state).flatMap(({ edges }) => edges.map(({ node }) => node));
  return Object.fromEntries(
    nodes.map(({ uniqueId, parents }) => [uniqueId, parents.map((parent) => parent.uniqueId)]),
  );
}

const on = (...nodes: string[]) => ({ depends_on: { nodes } });
const inline = { config: { materialized: 'ephemeral' } };

describe('parents', () => {
  test('of the applied state leave out what is not built; those of the definition name everything', async () => {
    const server = await serve({
      manifest: manifest({
        nodes: [
          model('staged', { ...inline, ...on('source.shop.raw.events') }),
          model('waiting', on('source.shop.raw.events')),
          model(
            'orders',
            on('model.shop.staged', 'model.shop.waiting', 'seed.shop.zones', 'source.shop.raw.events'),
          ),
          builder('seed', 'zones'),
          builder('snapshot', 'history', on('model.shop.orders', 'model.shop.staged')),
        ],
        sources: [source('raw', 'events')],
      }),
      run_results: runResults('build', NOON, [
        result('model.shop.orders', 'success', NOON),
        result('seed.shop.zones', 'success', NOON),
        result('snapshot.shop.history', 'success', NOON),
      ]),
    });
    const { applied, definition } = await parentsOf(server);
    expect(applied).toEqual({
      'model.shop.orders': ['seed.shop.zones', 'source.shop.raw.events'],
      'snapshot.shop.history': ['model.shop.orders'],
    });
    expect(definition).toEqual({
      'model.shop.orders': [
        'model.shop.staged',
        'model.shop.waiting',
        'seed.shop.zones',
        'source.shop.raw.events',
      ],
      'model.shop.staged': ['source.shop.raw.events'],
      'model.shop.waiting': ['source.shop.raw.events'],
      'snapshot.shop.history': ['model.shop.orders', 'model.shop.staged'],
    });
  });

  test('may be of another package, the node itself, or named twice; ids that lead nowhere are left out', async () => {
    const server = await serve({
      manifest: manifest({
        nodes: [
          model('loop', on('model.shop.loop', 'model.other.base', 'model.other.base', 'model.gone.away')),
          model('base', {
            unique_id: 'model.other.base',
            package_name: 'other',
            ...on('source.other.raw.gone'),
          }),
        ],
      }),
    });
    const { applied, definition } = await parentsOf(server);
    expect(applied).toEqual({
      'model.other.base': [],
      'model.shop.loop': ['model.shop.loop', 'model.other.base'],
    });
    expect(definition).toEqual(applied);
  });

  test(`are all named where one node has ${MANY}`, async () => {
    const names = Array.from({ length: MANY }, (_, index) => `t${index}`);
    const ids = names.map((name) => `source.shop.raw.${name}`);
    const server = await serve({
      manifest: manifest({
        nodes: [model('wide', on(...ids))],
        sources: names.map((name) => source('raw', name)),
      }),
    });
    const { applied, definition } = await parentsOf(server);
    expect(applied['model.shop.wide']).toEqual(ids);
    expect(definition['model.shop.wide']).toEqual(ids);
  });

  test('are read from a manifest of dbt 1.3', async () => {
    const server = await serve({
      manifest: {
        ...manifest({
          nodes: [model('orders', on('source.shop.raw.events')), model('totals', on('model.shop.orders'))],
          sources: [source('raw', 'events')],
          metadata: { dbt_schema_version: 'https://schemas.getdbt.com/dbt/manifest/v7.json' },
        }),
        unit_tests: undefined,
      },
    });
    expect((await parentsOf(server)).applied).toEqual({
      'model.shop.orders': ['source.shop.raw.events'],
      'model.shop.totals': ['model.shop.orders'],
    });
  });

  test('are sources by their own ids where Fusion replaces the signs in a dependency', async () => {
    const server = await serve({
      manifest: manifest({
        nodes: [model('orders', on('source.shop.raw.order__lines'))],
        sources: [source('raw', 'order-lines')],
      }),
    });
    expect((await parentsOf(server)).applied).toEqual({
      'model.shop.orders': ['source.shop.raw.order-lines'],
    });
  });

  test('stand in lineage as they stand in the definition, built or not', async () => {
    const server = await serve({
      manifest: manifest({
        nodes: [
          model('staged', { ...inline, ...on('source.shop.raw.events') }),
          model('orders', on('model.shop.staged', 'source.shop.raw.events')),
        ],
        sources: [source('raw', 'events')],
      }),
      run_results: runResults('build', NOON, [result('model.shop.orders', 'success', NOON)]),
    });
    const { body } = await ask(
      server,
      '{ environment(id: 834) { applied { lineage(filter: { types: [Model] }) { uniqueId parentIds } } } }',
    );
    expect(body.data.environment.applied.lineage).toEqual([
      { uniqueId: 'model.shop.orders', parentIds: ['model.shop.staged', 'source.shop.raw.events'] },
    ]);
  });
});

test('what is asked of parents beside their ids is served as well', async () => {
  const server = await serve({
    manifest: manifest({
      nodes: [model('orders', on('source.shop.raw.events')), model('totals', on('model.shop.orders'))],
      sources: [source('raw', 'events', { description: 'Clicks.' })],
    }),
    run_results: runResults('build', NOON, [
      result('model.shop.orders', 'error'),
      result('model.shop.totals', 'success', NOON),
    ]),
  });
  const { body } = await ask(
    server,
    `{ environment(id: 834) { definition { models { edges { node { parents {
       __typename uniqueId name description runGeneratedAt ... on ModelDefinitionNestedNode { materializedType } } } } } } } }`,
  );
  expect(body.data.environment.definition.models.edges.map(({ node }: { node: object }) => node)).toEqual([
    {
      parents: [
        {
          __typename: 'SourceDefinitionNestedNode',
          uniqueId: 'source.shop.raw.events',
          name: 'events',
          description: 'Clicks.',
          runGeneratedAt: '2026-03-01T00:00:00Z',
        },
      ],
    },
    {
      parents: [
        {
          __typename: 'ModelDefinitionNestedNode',
          uniqueId: 'model.shop.orders',
          name: 'orders',
          description: null,
          materializedType: 'table',
          runGeneratedAt: '2026-03-01T00:00:00Z',
        },
      ],
    },
  ]);
});

test('a node tells how its last attempt ended, and its tests what they found, beside its parents', async () => {
  const server = await serve({
    manifest: manifest({
      nodes: [
        model('orders', on('source.shop.raw.events')),
        genericTest('unique', ['model.shop.orders']),
        genericTest('fresh', ['source.shop.raw.events']),
      ],
      sources: [source('raw', 'events')],
    }),
    run_results: runResults('build', NOON, [
      result('model.shop.orders', 'success', NOON),
      result('test.shop.fresh', 'fail', NOON, { failures: 3 }),
    ]),
    'run_results.later': runResults('build', '2026-05-05T12:00:00Z', [
      result('model.shop.orders', 'error'),
      result('test.shop.unique', 'skipped'),
    ]),
  });
  const TESTS = 'tests { uniqueId lastKnownResult }';
  const { body } = await ask(
    server,
    `{ environment(id: 834) { applied { sources { edges { node { uniqueId ${TESTS} } } }
       models { edges { node { executionInfo { lastRunStatus } parents { uniqueId } ${TESTS} } } } } } }`,
  );
  const { models, sources } = body.data.environment.applied;
  expect(models.edges).toEqual([
    {
      node: {
        executionInfo: { lastRunStatus: 'error' },
        parents: [{ uniqueId: 'source.shop.raw.events' }],
        tests: [{ uniqueId: 'test.shop.unique', lastKnownResult: 'skipped' }],
      },
    },
  ]);
  expect(sources.edges).toEqual([
    {
      node: {
        uniqueId: 'source.shop.raw.events',
        tests: [{ uniqueId: 'test.shop.fresh', lastKnownResult: 'fail' }],
      },
    },
  ]);
});

const CORPUS = resolve(import.meta.dirname, '../..', process.env.DBT_CORPUS ?? '../shared/corpus');
const SETS: readonly string[] = existsSync(CORPUS)
  ? Object.keys(JSON.parse(readFileSync(resolve(CORPUS, 'counts.json'), 'utf8')))
  : [];

/** The map of parents that dbt itself writes beside the nodes. */
function parentMapOf(set: string): Readonly<Record<string, readonly string[]>> {
  const path = resolve(CORPUS, set, 'manifest.json');
  const bytes = existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`));
  return JSON.parse(bytes.toString()).parent_map;
}

test.skipIf(SETS.length === 0).each(SETS)(
  'the definition of %s has the parents that dbt maps',
  async (set) => {
    const server = await start({
      environments: [{ id: 834, artifactsPath: resolve(CORPUS, set) }],
      token: TOKEN,
    });
    const { applied, definition } = await parentsOf(server);
    const mapped = Object.entries(parentMapOf(set)).filter(([id]) => /^(model|snapshot)\./.test(id));
    const inOrder = (ids: readonly string[]) => [...new Set(ids)].sort();
    expect(Object.fromEntries(Object.entries(definition).map(([id, ids]) => [id, inOrder(ids)]))).toEqual(
      Object.fromEntries(mapped.map(([id, ids]) => [id, inOrder(ids)])),
    );
    for (const [id, ids] of Object.entries(applied))
      expect(definition[id]).toEqual(expect.arrayContaining([...ids]));
  },
);
