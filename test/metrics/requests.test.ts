import { expect, test } from 'vitest';
import { entities, table } from '../support/entities.ts';
import { parseExposition, scrape } from '../support/exposition.ts';
import { DEMO_ENVIRONMENTS, startStack } from '../support/start-stack.ts';

const ONE = DEMO_ENVIRONMENTS.slice(0, 1);
const REQUESTS = 'dbt_subgraph_graphql_request_duration_seconds';
const DBT = 'dbt_subgraph_dbt_request_duration_seconds';

test('requests of the graph are counted by what they ask for and how they were answered', async () => {
  await using stack = await startStack({ connect: false });
  const before = await scrape(stack.url);
  await stack.query('{ dbtIntegration { status } }');
  await stack.query('query Health { __typename }');
  await stack.query('{ _service { sdl } }');
  await stack.query('mutation { refreshDbtMetadata { userErrors { code } } }');
  await entities(stack, [table('marts.orders')], '... on Table { dbtDescription }');
  await stack.query('{ a: __typename _entities(representations: []) { __typename } }');
  // Refused before they are executed: by the grammar, by the schema, and by a limit.
  await stack.query('{ broken');
  await stack.query('{ nothing }');
  await stack.query(`{ ${'a { '.repeat(50)} b ${'} '.repeat(50)} }`);
  await fetch(`${stack.url}/graphql`, { method: 'PUT' });
  await fetch(`${stack.url}/graphql`, { method: 'OPTIONS' });
  const after = await scrape(stack.url);
  const counted = (operation: string, outcome: string) => {
    const labels = { operation, outcome };
    return (
      (after.value(`${REQUESTS}_count`, labels) ?? -1) - (before.value(`${REQUESTS}_count`, labels) ?? -1)
    );
  };
  expect({
    query: counted('query', 'ok'),
    service: counted('service', 'ok'),
    mutation: counted('mutation', 'ok'),
    entities: counted('entities', 'ok'),
    refused: counted('unread', 'refused'),
  }).toEqual({ query: 2, service: 1, mutation: 1, entities: 2, refused: 4 });
  expect(after.sum(`${REQUESTS}_count`) - before.sum(`${REQUESTS}_count`)).toBe(10);
  expect(after.value('dbt_subgraph_http_requests_total', { status: '405' })).toBe(1);
  expect(after.value('dbt_subgraph_http_requests_total', { status: '204' })).toBe(1);
  const codes = 'dbt_subgraph_graphql_errors_total';
  expect(after.value(codes, { code: 'BAD_USER_INPUT' })).toBe(1);
  expect(after.value(codes, { code: 'OTHER' })).toBe(3);
});

test('a request lasts as long as the clock says', async () => {
  let nowMs = Date.now();
  // Everything that is read of the clock within a request comes a quarter of a second later.
  const now = () => {
    nowMs += 250;
    return nowMs;
  };
  await using stack = await startStack({ connect: false, now });
  await stack.query('{ _service { sdl } }');
  const { value } = await scrape(stack.url);
  const labels = { operation: 'service', outcome: 'ok' };
  expect(value(`${REQUESTS}_count`, labels)).toBe(1);
  const seconds = value(`${REQUESTS}_sum`, labels) ?? 0;
  expect(seconds).toBeGreaterThanOrEqual(0.25);
  expect(seconds % 0.25).toBeCloseTo(0);
  expect(value(`${REQUESTS}_bucket`, { ...labels, le: '0.1' })).toBe(0);
});

test('an answer with an error of dbt is told by its code, and the request that failed by its outcome', async () => {
  await using stack = await startStack({ environments: ONE });
  const before = await scrape(stack.url);
  stack.discovery.switchboard.set({ rateLimit: { retryAfterSeconds: 60 }, only: 'discovery' });
  const ask = () =>
    stack.query(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Table { dbtDescription dbtTests { name } } } }',
      { r: [table('marts.orders'), table('marts.customers')] },
    );
  expect((await ask()).body.errors[0].extensions.code).toBe('DBT_RATE_LIMITED');
  expect((await ask()).body.errors[0].extensions.code).toBe('DBT_RATE_LIMITED');
  const after = await scrape(stack.url);
  const grown = (name: string, labels: Readonly<Record<string, string>>) =>
    after.sum(name, labels) - before.sum(name, labels);
  expect(grown(`${REQUESTS}_count`, { operation: 'entities', outcome: 'errors' })).toBe(2);
  expect(grown('dbt_subgraph_graphql_errors_total', { code: 'DBT_RATE_LIMITED' })).toBe(2);
  // dbt is asked once, and left alone then.
  const limited = { api: 'discovery', operation: 'details', outcome: 'rate_limited' };
  expect(grown(`${DBT}_count`, limited)).toBe(1);
  expect(grown('dbt_subgraph_dbt_requests_withheld_total', { reason: 'circuit' })).toBeGreaterThan(0);
  expect(grown('dbt_subgraph_index_pages_total', { kind: 'details', outcome: 'failed' })).toBe(2);
  expect(after.sum('dbt_subgraph_dbt_circuit_open')).toBe(1);
  expect(after.value('dbt_subgraph_integrations', { status: 'RATE_LIMITED' })).toBe(1);
});

test('what a first page costs is told: calls by kind, parts and pages of the index, budget, store', async () => {
  await using stack = await startStack({ environments: ONE, env: { DBT_REQUESTS_PER_MINUTE: '50' } });
  await entities(stack, [table('marts.orders')], '... on Table { dbtDescription }');
  const { value, sum } = await scrape(stack.url);
  const ok = (operation: string, api = 'discovery') =>
    value(`${DBT}_count`, { api, operation, outcome: 'ok' }) ?? -1;
  expect([ok('probe'), ok('index'), ok('details')]).toEqual([1, 1, 1]);
  expect([ok('accounts', 'admin'), ok('projects', 'admin'), ok('environments', 'admin')]).toEqual([1, 1, 1]);
  expect(value('dbt_subgraph_index_jobs_total', { kind: 'applied', outcome: 'read' })).toBe(1);
  expect(value('dbt_subgraph_index_pages_total', { kind: 'index', outcome: 'ok' })).toBe(1);
  expect(value('dbt_subgraph_index_jobs_running', { kind: 'applied' })).toBe(0);
  expect(value('dbt_subgraph_index_oldest_job_age_seconds')).toBe(0);
  expect(value('dbt_subgraph_dbt_budget_limit')).toBe(50);
  expect(sum('dbt_subgraph_dbt_budget_remaining')).toBe(47);
  expect(sum('dbt_subgraph_dbt_circuit_open')).toBe(0);
  expect(value('dbt_subgraph_integrations', { status: 'CONNECTED' })).toBe(1);
  const stored = 'dbt_subgraph_store_operation_duration_seconds_count';
  expect(value(stored, { operation: 'replace', outcome: 'ok' })).toBe(1);
  expect(sum(stored, { outcome: 'failed' })).toBe(0);
  expect(value('dbt_subgraph_ready')).toBe(1);
});

test('of a process that nobody has asked anything every series is there, at 0', async () => {
  await using stack = await startStack({ connect: false });
  const text = await (await fetch(`${stack.url}/metrics`)).text();
  const { families, value } = parseExposition(text);
  const counted = families.filter(({ type, name }) => type !== 'gauge' && name.startsWith('dbt_'));
  expect(counted.length).toBeGreaterThan(15);
  for (const { name, samples } of counted) {
    expect(samples, name).not.toEqual([]);
    // The purges that are pending are looked for when the process starts.
    if (name !== 'dbt_subgraph_store_operation_duration_seconds')
      expect(samples.filter((sample) => sample.value !== 0)).toEqual([]);
  }
  const { version } = await import('../../package.json', { with: { type: 'json' } }).then((m) => m.default);
  expect(value('dbt_subgraph_build_info', { version, node_version: process.version })).toBe(1);
  const lags = families.map(({ name }) => name).filter((name) => name.startsWith('nodejs_eventloop_lag_'));
  expect(lags).toContain('nodejs_eventloop_lag_p99_seconds');
});
