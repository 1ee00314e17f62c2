import { expect, test } from 'vitest';
import { manifest, source } from './fixtures/artifacts.ts';
import { applied, nodesOf, serve } from './fixtures/client.ts';

const FRESHNESS = `edges { node { name freshness { freshnessChecked freshnessStatus maxLoadedAt snapshottedAt freshnessRunGeneratedAt
  criteria { warnAfter { count period } errorAfter { count period } } } } }`;

const hours = (count: number) => ({ count, period: 'hour' });
const unset = { warn_after: { count: null, period: null }, error_after: { count: null, period: null } };
const check = (name: string, fields: object) => ({
  unique_id: `source.shop.crm.${name}`,
  status: 'pass',
  ...fields,
});

async function freshnessOf(sources: Record<string, unknown>[], results: object[] = []) {
  const checks = { metadata: { generated_at: '2026-05-04T12:00:00Z' }, results };
  const server = await serve({
    manifest: manifest({ sources }),
    ...(results.length > 0 ? { sources: checks } : {}),
  });
  const answer = await applied(server, `sources { ${FRESHNESS} }`);
  return Object.fromEntries(nodesOf(answer.sources).map((node) => [node.name, node.freshness]));
}

test.each([
  ['2026-05-04T11:59:59.123456789Z', '2026-05-04T11:59:59.123456789Z'],
  ['2026-05-04T11:59:59.1234567+02:00', '2026-05-04T10:00:00.000000Z'],
  ['2026-05-04 11:59:59.5', '2026-05-04T12:00:00'],
  ['0001-01-01T00:00:00', '2026-05-04T12:00:00Z'],
])('the times of a check are passed on digit for digit: %s, %s', async (loaded, snapshotted) => {
  const times = { max_loaded_at: loaded, snapshotted_at: snapshotted };
  expect((await freshnessOf([source('crm', 'leads')], [check('leads', times)])).leads).toMatchObject({
    freshnessChecked: true,
    maxLoadedAt: loaded,
    snapshottedAt: snapshotted,
  });
});

test("a source that was never checked shows the manifest's criteria, and no check", async () => {
  const declared = { warn_after: hours(6), error_after: hours(48) };
  const answer = await freshnessOf([
    source('crm', 'declared', { freshness: declared }),
    source('crm', 'configured', { config: { freshness: { error_after: hours(3) } } }),
    source('crm', 'unset', { freshness: unset, config: { freshness: unset } }),
    source('crm', 'switched_off', { freshness: null, config: { freshness: null } }),
    source('crm', 'odd', { config: { freshness: 'daily' } }),
  ]);
  const never = {
    freshnessChecked: false,
    freshnessStatus: null,
    maxLoadedAt: null,
    snapshottedAt: null,
    freshnessRunGeneratedAt: null,
  };
  const none = { warnAfter: null, errorAfter: null };
  expect(answer).toEqual({
    declared: { ...never, criteria: { warnAfter: hours(6), errorAfter: hours(48) } },
    configured: { ...never, criteria: { warnAfter: null, errorAfter: hours(3) } },
    unset: { ...never, criteria: none },
    switched_off: { ...never, criteria: none },
    odd: { ...never, criteria: none },
  });
});

test("a check brings its own criteria; one that broke leaves the manifest's", async () => {
  const freshness = { warn_after: hours(6), error_after: hours(48) };
  const sources = ['narrower', 'broken'].map((name) => source('crm', name, { freshness }));
  const { narrower, broken } = await freshnessOf(sources, [
    check('narrower', { criteria: { warn_after: hours(1) } }),
    check('broken', { status: 'runtime error', error: 'no such column' }),
  ]);
  expect(narrower.criteria).toEqual({ warnAfter: hours(1), errorAfter: null });
  expect(broken).toMatchObject({
    freshnessChecked: true,
    freshnessStatus: 'Error',
    maxLoadedAt: null,
    criteria: { warnAfter: hours(6), errorAfter: hours(48) },
  });
});
