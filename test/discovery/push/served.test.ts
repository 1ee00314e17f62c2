import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { DiscoveryServer } from '../../../discovery/server.ts';
import { catalog, manifest, model, result, runResults, source } from '../fixtures/artifacts.ts';
import { applied, nodesOf, start, TOKEN } from '../fixtures/client.ts';
import { tarOf } from './fixtures/archives.ts';
import { PUSH_TOKEN } from './fixtures/serve-pushes.ts';

const ORDERS = 'model.shop.orders';
const CUSTOMERS = 'model.shop.customers';
const RAW = 'source.shop.raw.orders';
const MANIFEST = manifest({
  nodes: [model('orders'), model('customers')],
  sources: [source('raw', 'orders')],
});
const RUNS =
  'models(first: 10) { edges { node { name executionInfo { lastSuccessJobDefinitionId lastRunStatus executeCompletedAt } } } }';

function startPushed(lines: string[] = []): Promise<DiscoveryServer> {
  const environments = [{ id: 834 }, { id: 835 }];
  return start({ environments, token: TOKEN, pushToken: PUSH_TOKEN, log: (line) => lines.push(line) });
}

async function put(server: DiscoveryServer, file: string, content: unknown, token = PUSH_TOKEN) {
  const body = typeof content === 'string' ? content : gzipSync(JSON.stringify(content));
  return send(`${server.adminUrl}/artifacts/834/${file}`, 'PUT', body, token);
}

async function post(server: DiscoveryServer, files: Record<string, unknown>) {
  const texts = Object.entries(files).map(([name, content]) => [name, JSON.stringify(content)]);
  const body = gzipSync(await tarOf(Object.fromEntries(texts)));
  return send(`${server.adminUrl}/artifacts/834`, 'POST', body, PUSH_TOKEN);
}

async function send(url: string, method: string, body: BodyInit, token: string) {
  const response = await fetch(url, { method, headers: { authorization: `Bearer ${token}` }, body });
  const { artifacts = [], message } = (await response.json()) as {
    artifacts?: { outcome: string; reason?: string; notes?: string[] }[];
    message?: string;
  };
  return { status: response.status, artifacts, message };
}

async function statuses(server: DiscoveryServer): Promise<Record<string, unknown>> {
  const { models } = await applied(server, RUNS);
  return Object.fromEntries(
    nodesOf(models).map(({ name, executionInfo }) => [name, executionInfo.lastRunStatus]),
  );
}

const run = (at: string, results: Parameters<typeof runResults>[2]) => runResults('run', at, results);

test('what is pushed is served, and what one push knew the next one does not take away', async () => {
  const server = await startPushed();
  const first = await post(server, {
    'target/manifest.json': MANIFEST,
    'target/run_results.json': run('2026-03-01T01:00:00Z', [
      result(ORDERS, 'success', '2026-03-01T01:00:00Z'),
      result(CUSTOMERS, 'success', '2026-03-01T01:00:00Z'),
    ]),
  });
  expect([first.status, first.artifacts.map(({ outcome }) => outcome)]).toEqual([200, ['new', 'new']]);
  expect(await statuses(server)).toEqual({ orders: 'success', customers: 'success' });
  const one = run('2026-03-02T01:00:00Z', [result(ORDERS, 'error', '2026-03-02T01:00:00Z')]);
  await put(server, 'run_results.json', one);
  await put(
    server,
    'catalog.json',
    catalog({ [ORDERS]: { columns: [{ name: 'id', type: 'int', index: 1 }] } }),
  );
  expect(await statuses(server)).toEqual({ orders: 'error', customers: 'success' });
});

test('the order of pushes does not matter, and the same one changes nothing', async () => {
  const server = await startPushed();
  const newer = run('2026-03-02T01:00:00Z', [result(ORDERS, 'error', '2026-03-02T01:00:00Z')]);
  const older = run('2026-03-01T01:00:00Z', [
    result(ORDERS, 'success', '2026-03-01T01:00:00Z'),
    result(CUSTOMERS, 'success', '2026-03-01T01:00:00Z'),
  ]);
  for (const content of [newer, older])
    expect((await put(server, 'run_results.json', content)).status).toBe(200);
  await put(server, 'manifest.json', MANIFEST);
  expect(await statuses(server)).toEqual({ orders: 'error', customers: 'success' });
  const again = await post(server, {
    'run_results.json': older,
    'run_results_1.json': newer,
    'manifest.json': MANIFEST,
  });
  expect(again.artifacts.map(({ outcome }) => outcome)).toEqual(['known', 'known', 'known']);
  expect(await statuses(server)).toEqual({ orders: 'error', customers: 'success' });
});

test.each([
  ['no JSON', 'manifest.json', '{"metadata": ', 400, 'not valid JSON'],
  ['an empty file', 'manifest.json', '', 400, 'not valid JSON'],
  ['JSON of something else', 'manifest.json', { hello: 1 }, 422, 'is not the dbt artifact its name says'],
  [
    'an artifact under the name of another',
    'run_results.json',
    MANIFEST,
    422,
    'is not the dbt artifact its name says',
  ],
  [
    'a version that is not supported',
    'manifest.json',
    manifest({ metadata: { dbt_schema_version: 'https://schemas.getdbt.com/dbt/manifest/v4.json' } }),
    422,
    'version 7 (dbt 1.3) or newer is needed',
  ],
  [
    'a manifest of another project',
    'manifest.json',
    manifest({ metadata: { project_name: 'bakery', generated_at: '2027-01-01T00:00:00Z' } }),
    409,
    'is of the project bakery, and this environment is of shop',
  ],
])('%s is refused in one sentence, and the old facts stay', async (_name, file, content, status, reason) => {
  const lines: string[] = [];
  const server = await startPushed(lines);
  await put(server, 'manifest.json', MANIFEST);
  await put(
    server,
    'run_results.json',
    run('2026-03-01T01:00:00Z', [result(ORDERS, 'success', '2026-03-01T01:00:00Z')]),
  );
  const before = await statuses(server);
  const reply = await put(server, file, content);
  expect([reply.status, reply.artifacts]).toEqual([
    status,
    [{ file, outcome: 'refused', reason: expect.stringContaining(reason) }],
  ]);
  expect(await statuses(server)).toEqual(before);
  expect(before).toEqual({ orders: 'success' });
  expect(lines.at(-1)).toMatch(new RegExp(`^Environment 834: pushed ${file} refused \\([^\\n]+\\)$`));
});

test('an archive of which one artifact is refused is not stored in part, and taken once that is mended', async () => {
  const server = await startPushed();
  await put(server, 'manifest.json', MANIFEST);
  const before = await statuses(server);
  const reply = await post(server, {
    'manifest.json': manifest({ metadata: { project_name: 'bakery', generated_at: '2027-01-01T00:00:00Z' } }),
    'run_results.json': run('2026-03-01T01:00:00Z', [result(ORDERS, 'success', '2026-03-01T01:00:00Z')]),
  });
  expect([reply.status, reply.artifacts.map(({ outcome }) => outcome)]).toEqual([
    409,
    ['refused', 'not stored'],
  ]);
  expect(await statuses(server)).toEqual(before);
  const newer = { ...MANIFEST.metadata, generated_at: '2026-03-02T00:00:00Z', invocation_id: 'newer' };
  const mended = await post(server, {
    'manifest.json': { ...MANIFEST, metadata: newer },
    'run_results.json': run('2026-03-01T01:00:00Z', [result(ORDERS, 'success', '2026-03-01T01:00:00Z')]),
  });
  expect([mended.status, mended.artifacts.map(({ outcome }) => outcome)]).toEqual([200, ['new', 'new']]);
  expect(await statuses(server)).toEqual({ orders: 'success' });
});

test('the token that reads does not push, the one that pushes does not read, and neither is shown', async () => {
  const lines: string[] = [];
  const server = await startPushed(lines);
  expect((await put(server, 'manifest.json', MANIFEST, TOKEN)).status).toBe(401);
  const read = await fetch(server.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${PUSH_TOKEN}` },
    body: JSON.stringify({ query: '{ environment(id: 834) { adapterType } }' }),
  });
  expect(read.status).toBe(401);
  await put(server, 'manifest.json', MANIFEST);
  const metrics = await (await fetch(`${server.adminUrl}/metrics`)).text();
  expect(`${metrics}${lines.join()}${JSON.stringify(server.requests.all())}`).not.toMatch(
    new RegExp(`${TOKEN}|${PUSH_TOKEN}`),
  );
  expect(metrics).toContain('kind="manifest"');
});

test('a server without push tokens says how to turn pushes on', async () => {
  const server = await start({ environments: [{ id: 834 }], token: TOKEN, wait: true });
  const reply = await put(server, 'manifest.json', MANIFEST);
  expect([reply.status, reply.message]).toEqual([404, expect.stringContaining('--push-token')]);
});

test('results of a source that is not in the manifest are kept until it is', async () => {
  const server = await startPushed();
  await put(server, 'manifest.json', manifest({ nodes: [model('orders')] }));
  const sources = {
    metadata: { generated_at: '2026-03-01T01:00:00Z', invocation_id: 'freshness' },
    results: [
      {
        unique_id: RAW,
        status: 'pass',
        max_loaded_at: '2026-03-01T00:59:00Z',
        snapshotted_at: '2026-03-01T01:00:00Z',
      },
    ],
  };
  expect((await put(server, 'sources.json', sources)).status).toBe(200);
  const newer = {
    metadata: { ...MANIFEST.metadata, generated_at: '2026-03-03T00:00:00Z', invocation_id: 'newer' },
  };
  await put(server, 'manifest.json', { ...MANIFEST, ...newer });
  const fields = 'sources(first: 10) { edges { node { uniqueId freshness { freshnessStatus } } } }';
  expect(nodesOf((await applied(server, fields)).sources)).toEqual([
    { uniqueId: RAW, freshness: { freshnessStatus: 'Pass' } },
  ]);
});
