import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { DiscoveryServer } from '../../discovery/server.ts';
import { manifest, model, newFolder, result, runResults, writeArtifacts } from './fixtures/artifacts.ts';
import { start, TOKEN } from './fixtures/client.ts';

const PUSH_TOKEN = 'token-that-pushes';
const MANIFEST = manifest({ nodes: [model('orders'), model('customers')] });

function push(server: DiscoveryServer, file: string, body: string, token = PUSH_TOKEN): Promise<Response> {
  return fetch(`${server.adminUrl}/artifacts/${file}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}` },
    body,
  });
}

async function ready(server: DiscoveryServer) {
  const response = await fetch(`${server.adminUrl}/health/ready`);
  return { status: response.status, body: await response.json() };
}

async function metrics(server: DiscoveryServer): Promise<string> {
  return (await fetch(`${server.adminUrl}/metrics`)).text();
}

test('ready is 200 at once and says which environments have no facts yet', async () => {
  const server = await start({
    environments: [{ id: 834, name: 'Production' }, { id: 912 }],
    token: TOKEN,
    pushToken: PUSH_TOKEN,
  });
  await push(server, '834/manifest.json', JSON.stringify(MANIFEST));
  expect(await ready(server)).toEqual({
    status: 200,
    body: {
      status: 'ready',
      environments: [
        { id: 834, name: 'Production', hasFacts: true },
        {
          id: 912,
          name: 'Production',
          hasFacts: false,
          missing: 'No manifest has arrived yet: push one, or look at its source.',
        },
      ],
    },
  });
  const live = await fetch(`${server.adminUrl}/health/live`);
  expect([live.status, await live.json()]).toEqual([200, { status: 'live' }]);
});

test('ready shows when a source was looked at, and what was wrong', async () => {
  const gone = join(newFolder(), 'target');
  const folder = writeArtifacts({ manifest: MANIFEST });
  const server = await start({
    environments: [
      { id: 834, artifactsPath: gone },
      { id: 912, artifactsPath: folder },
    ],
    token: TOKEN,
    wait: true,
  });
  const { body } = await ready(server);
  expect(body.environments).toEqual([
    expect.objectContaining({ id: 834, hasFacts: false, lastError: expect.stringContaining(gone) }),
    expect.objectContaining({ id: 912, hasFacts: true, lastError: null }),
  ]);
  for (const { lastLookedAt } of body.environments) expect(Date.parse(lastLookedAt)).not.toBeNaN();
  expect(await metrics(server)).toContain('dbt_core_fetch_failures_total{environment="834"} 1');
});

test('artifacts are counted by kind and by the reason of their refusal, with nodes and age', async () => {
  let now = new Date('2026-11-26T12:00:00Z');
  const server = await start({
    environments: [{ id: 834 }, { id: 912 }],
    token: TOKEN,
    pushToken: PUSH_TOKEN,
    clock: () => now,
  });
  const run = JSON.stringify(
    runResults('run', '2026-11-26T11:00:00Z', [
      result('model.shop.orders', 'success', '2026-11-26T11:00:00Z'),
    ]),
  );
  await push(server, '834/manifest.json', JSON.stringify(MANIFEST));
  await push(server, '834/run_results.json', run);
  await push(server, '834/run_results.json', run);
  await push(server, '834/catalog.json', 'no JSON');
  const otherProject = { ...MANIFEST, metadata: { ...MANIFEST.metadata, project_name: 'other' } };
  await push(server, '834/manifest.json', JSON.stringify(otherProject));
  await push(server, '834/manifest.json', JSON.stringify(MANIFEST), 'guessed');
  now = new Date('2026-11-26T12:01:30Z');
  const lines = (await metrics(server))
    .split('\n')
    .filter((line) => line.startsWith('dbt_core_') && !/_total\{.* 0$/.test(line));
  expect(lines.sort()).toEqual([
    'dbt_core_artifacts_accepted_total{kind="manifest",outcome="new"} 1',
    'dbt_core_artifacts_accepted_total{kind="run_results",outcome="known"} 1',
    'dbt_core_artifacts_accepted_total{kind="run_results",outcome="new"} 1',
    'dbt_core_artifacts_refused_total{kind="catalog",reason="malformed"} 1',
    'dbt_core_artifacts_refused_total{kind="manifest",reason="other_project"} 1',
    'dbt_core_artifacts_refused_total{kind="unknown",reason="token"} 1',
    'dbt_core_last_artifact_age_seconds{environment="834"} 90',
    'dbt_core_memory_restarts_total 0',
    'dbt_core_nodes{environment="834"} 2',
    'dbt_core_nodes{environment="912"} 0',
  ]);
});

test('a manifest of another target is counted and shown, until a newer one of its own target comes', async () => {
  const server = await start({ environments: [{ id: 834 }], token: TOKEN, pushToken: PUSH_TOKEN });
  const manifestOf = (schema: string, day: string) => {
    const metadata = { generated_at: `2026-05-0${day}T00:00:00Z`, invocation_id: day };
    return JSON.stringify(manifest({ nodes: [model('orders', { schema })], metadata }));
  };
  await push(server, '834/manifest.json', manifestOf('marts', '1'));
  const kept = await push(server, '834/manifest.json', manifestOf('dbt_ann', '2'));
  const { artifacts } = await kept.json();
  expect([kept.status, artifacts[0].outcome, artifacts[0].nodes]).toEqual([200, 'new', 0]);
  const { body } = await ready(server);
  expect(body.environments[0].keptOut).toBe(`the manifest of 2026-05-02T00:00:00Z: ${artifacts[0].notes[0]}`);
  expect(await metrics(server)).toContain(
    'dbt_core_artifacts_accepted_total{kind="manifest",outcome="kept_out"} 1',
  );
  await push(server, '834/manifest.json', manifestOf('marts', '3'));
  expect((await ready(server)).body.environments[0]).toEqual({ id: 834, name: 'Production', hasFacts: true });
});

test('health and metrics need no token, name none, and are read only', async () => {
  const server = await start({ environments: [{ id: 834 }], token: TOKEN, pushToken: PUSH_TOKEN });
  const texts = await Promise.all(
    ['/health/ready', '/metrics'].map(async (path) => (await fetch(`${server.adminUrl}${path}`)).text()),
  );
  expect(texts.join()).not.toMatch(new RegExp(`${TOKEN}|${PUSH_TOKEN}`));
  const posted = await fetch(`${server.adminUrl}/metrics`, { method: 'POST' });
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

test('what was pushed is served after a restart, without its source', async () => {
  const statePath = join(newFolder(), 'state.sqlite');
  const folder = writeArtifacts({ manifest: MANIFEST });
  const options = { environments: [{ id: 834, artifactsPath: folder }, { id: 912 }], token: TOKEN };
  const first = await start({ ...options, pushToken: PUSH_TOKEN, statePath });
  await push(first, '912/manifest.json', JSON.stringify(MANIFEST));
  await first.close();
  rmSync(folder, { recursive: true });
  const second = await start({ ...options, statePath });
  const { body } = await ready(second);
  expect(body.environments).toEqual([
    expect.objectContaining({ id: 834, hasFacts: true, lastError: expect.stringContaining(folder) }),
    expect.objectContaining({ id: 912, hasFacts: true }),
  ]);
});
