import { expect, test } from 'vitest';
import { builder, genericTest, manifest, model, result, runResults } from './fixtures/artifacts.ts';
import { applied, ask, nodesOf, serve } from './fixtures/client.ts';

const schemaVersion = (version: number) => ({
  dbt_schema_version: `https://schemas.getdbt.com/dbt/manifest/v${version}.json`,
});

test('a manifest of dbt 1.3: no attached nodes, no relation names, the project known by its digest', async () => {
  const server = await serve({
    manifest: {
      ...manifest({
        nodes: [
          model('orders', { package_name: 'package' }),
          model('customers', { package_name: 'package' }),
          genericTest('orders_id', ['model.shop.orders'], { package_name: 'shop' }),
        ],
        metadata: {
          ...schemaVersion(7),
          project_name: undefined,
          // MD5 of "shop"
          project_id: 'fb54f3c5992b96d001bb16e8e92d968d',
        },
      }),
      unit_tests: undefined,
    },
    run_results: runResults('build', '2023-08-09T17:57:15Z', [
      result('model.shop.orders', 'success', '2023-08-09T17:56:00Z'),
      result('test.shop.orders_id', 'warn', '2023-08-09T17:57:00Z', { failures: 75_098 }),
    ]),
  });
  const { body } = await ask(server, '{ environment(id: 834) { dbtProjectName } }');
  expect(body.data.environment.dbtProjectName).toBe('shop');
  const answer = await applied(
    server,
    'models { edges { node { relationName releaseVersion tests { lastKnownResult executionInfo { lastRunFailures } } } } }',
  );
  expect(nodesOf(answer.models)).toEqual([
    {
      relationName: null,
      releaseVersion: 'none',
      tests: [{ lastKnownResult: 'warn', executionInfo: { lastRunFailures: 75_098 } }],
    },
  ]);
});

test('a manifest older than that is refused, a newer one than any known is read', async () => {
  await expect(serve({ manifest: manifest({ metadata: schemaVersion(6) }) })).rejects.toThrow(
    /version 6: version 7/,
  );
  const server = await serve({ manifest: manifest({ nodes: [model('a')], metadata: schemaVersion(13) }) });
  expect(
    (await ask(server, '{ environment(id: 834) { adapterType } }')).body.data.environment.adapterType,
  ).toBe('snowflake');
});

test('Fusion: seeds without a materialization, nine fraction digits, ephemeral models reported as skipped', async () => {
  const server = await serve({
    manifest: manifest({
      nodes: [
        builder('seed', 'countries', { config: {} }),
        model('inline', { config: { materialized: 'ephemeral' } }),
      ],
    }),
    run_results: runResults('build', '2026-08-20T13:47:12.269157511Z', [
      result('seed.shop.countries', 'success', '2026-08-20T13:47:12.161056091Z'),
      result('model.shop.inline', 'skipped'),
    ]),
  });
  const answer = await applied(
    server,
    'models { totalCount } seeds { edges { node { executionInfo { executeCompletedAt runGeneratedAt lastRunSkip } } } }',
  );
  expect(answer.models.totalCount).toBe(0);
  expect(nodesOf(answer.seeds)[0].executionInfo).toEqual({
    executeCompletedAt: '2026-08-20T13:47:12.161056091Z',
    runGeneratedAt: '2026-08-20T13:47:12.269157511Z',
    lastRunSkip: false,
  });
});

test('versions of a model know each other', async () => {
  const versioned = (version: number) =>
    model('orders', {
      unique_id: `model.shop.orders.v${version}`,
      alias: `orders_v${version}`,
      version,
      latest_version: 2,
    });
  const server = await serve({ manifest: manifest({ nodes: [1, 2, 3].map(versioned) }) });
  const { models } = await applied(
    server,
    'models { edges { node { version latestVersion releaseVersion versions { uniqueId } } } }',
  );
  expect(
    nodesOf(models).map((node) => [
      node.version,
      node.latestVersion,
      node.releaseVersion,
      node.versions.length,
    ]),
  ).toEqual([
    ['1', '2', 'old', 3],
    ['2', '2', 'latest', 3],
    ['3', '2', 'prerelease', 3],
  ]);
});

test('values of an unexpected type read as absent', async () => {
  const odd = model('orders', {
    description: { text: 'x' },
    tags: 'gold',
    columns: [],
    deprecation_date: 5,
    meta: [],
  });
  const server = await serve({ manifest: manifest({ nodes: [odd] }) });
  const { models } = await applied(server, 'models { edges { node { name description tags meta } } }');
  expect(nodesOf(models)).toEqual([{ name: 'orders', description: null, tags: [], meta: {} }]);
});
