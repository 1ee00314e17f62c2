import { beforeAll, expect, test } from 'vitest';
import { createDiscoveryServer, type DiscoveryServer } from '../../discovery/server.ts';
import {
  builder,
  genericTest,
  manifest,
  model,
  result,
  runResults,
  source,
  writeArtifacts,
} from './fixtures/artifacts.ts';
import { applied, nodesOf, TOKEN } from './fixtures/client.ts';

let server: DiscoveryServer;

beforeAll(async () => {
  const artifactsPath = writeArtifacts({
    manifest: manifest({
      nodes: [
        model('orders', { alias: 'ORDERS_V2', tags: ['gold'], database: 'Analytics' }),
        model('customers', { schema: 'core', config: { materialized: 'view', tags: ['gold', 'pii'] } }),
        builder('seed', 'countries'),
        genericTest('orders_id', ['model.shop.orders']),
        builder('test', 'singular', { depends_on: { nodes: ['model.shop.orders'] } }),
      ],
      sources: [source('raw', 'events', { identifier: 'EVENTS_*' }), source('crm', 'leads')],
    }),
    run_results: runResults('build', '2026-03-02T10:00:00Z', [
      result('model.shop.orders', 'success', '2026-03-02T09:00:00Z'),
      result('model.shop.customers', 'success', '2026-03-02T09:30:00Z'),
      result('seed.shop.countries', 'success', '2026-03-02T09:30:00Z'),
      result('test.shop.orders_id', 'warn', '2026-03-02T09:40:00Z', { failures: 4 }),
    ]),
    run_results_later: runResults('run', '2026-03-03T10:00:00Z', [result('model.shop.customers', 'error')]),
    sources: {
      metadata: { generated_at: '2026-03-02T11:00:00Z' },
      results: [
        { unique_id: 'source.shop.raw.events', status: 'warn', max_loaded_at: '2026-03-01T00:00:00Z' },
      ],
    },
  });
  server = await createDiscoveryServer({ environments: [{ id: 834, artifactsPath }], token: TOKEN });
  return () => server.close();
});

test.each([
  ['models', '{}', ['customers', 'orders']],
  ['models', '{ uniqueIds: [], tags: [] }', ['customers', 'orders']],
  ['models', '{ uniqueIds: null, database: null }', ['customers', 'orders']],
  ['models', '{ uniqueIds: ["model.shop.orders"] }', ['orders']],
  ['models', '{ uniqueIds: ["MODEL.shop.orders"] }', []],
  ['models', '{ identifier: "orders_v2" }', ['orders']],
  ['models', '{ identifier: "orders" }', []],
  ['models', '{ database: "ANALYTICS", schema: "Marts", identifier: "orders_V2" }', ['orders']],
  ['models', '{ tags: ["pii"] }', ['customers']],
  ['models', '{ tags: ["gold"], schema: "core" }', ['customers']],
  ['models', '{ lastRunStatus: error }', ['customers']],
  ['models', '{ packageName: "shop", lastRunStatus: success }', ['orders']],
  ['seeds', '{ identifier: "COUNTRIES" }', ['countries']],
  ['sources', '{ sourceNames: ["crm"] }', ['leads']],
  ['sources', '{ identifier: "events_*" }', ['events']],
  ['sources', '{ identifier: "events" }', []],
  ['sources', '{ freshnessChecked: false }', ['leads']],
  ['sources', '{ freshnessStatus: Warn }', ['events']],
  ['tests', '{ testTypes: [SINGULAR_DATA_TEST] }', ['singular']],
  ['tests', '{ lastKnownResults: [warn, fail] }', ['orders_id']],
  ['tests', '{ lastKnownResults: [] }', ['orders_id', 'singular']],
  ['tests', '{ status: "warn" }', ['orders_id']],
])('%s with filter %s', async (kind, filter, expected) => {
  const answer = await applied(server, `${kind}(filter: ${filter}) { totalCount edges { node { name } } }`);
  expect(nodesOf(answer[kind]).map((node) => node.name)).toEqual(expected);
  expect(answer[kind].totalCount).toBe(expected.length);
});

test.each([
  ['executeCompletedAt', 'desc', ['customers', 'orders']],
  ['executeCompletedAt', 'asc', ['orders', 'customers']],
  ['uniqueId', 'desc', ['orders', 'customers']],
  ['queryUsageCount', 'desc', ['customers', 'orders']],
])('models sorted by %s %s', async (field, direction, expected) => {
  const answer = await applied(
    server,
    `models(sort: { field: ${field}, direction: ${direction} }) { edges { node { name } } }`,
  );
  expect(nodesOf(answer.models).map((node) => node.name)).toEqual(expected);
});
