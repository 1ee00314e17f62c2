import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeRuns } from '../../discovery/artifacts/merge-runs.ts';
import { runResultsSchema } from '../../discovery/artifacts/schemas.ts';
import { builder, manifest, model, result, runResults } from './fixtures/artifacts.ts';
import { applied, nodesOf, serve } from './fixtures/client.ts';

const EXECUTION = `uniqueId executionInfo { lastRunStatus lastRunId lastRunGeneratedAt lastRunError executeStartedAt
  executeCompletedAt executionTime runGeneratedAt lastSuccessRunId }`;
const [MONDAY, TUESDAY, WEDNESDAY] = ['2026-05-04T06:00:00Z', '2026-05-05T06:00:00Z', '2026-05-06T06:00:00Z'];

/** The execution of each applied model by its name, over runs of `dbt build` at these times. */
async function models(...runs: [generatedAt: string, statuses: Record<string, string>][]) {
  const names = new Set(runs.flatMap(([, statuses]) => Object.keys(statuses)));
  const files = runs.map(([generatedAt, statuses]) => {
    const results = Object.entries(statuses).map(([name, status]) =>
      result(`model.shop.${name}`, status, generatedAt, { message: `${name} is ${status}` }),
    );
    return [`run_results.${generatedAt.slice(0, 10)}`, runResults('build', generatedAt, results)] as const;
  });
  const nodes = [...names].map((name) => model(name));
  const server = await serve({ manifest: manifest({ nodes }), ...Object.fromEntries(files) });
  const answer = await applied(server, `models { edges { node { ${EXECUTION} } } }`);
  return Object.fromEntries(
    nodesOf(answer.models).map((node) => [node.uniqueId.split('.').at(-1), node.executionInfo]),
  );
}

test('a build with warnings is a build: it moves the refresh time', async () => {
  const { anchor, warned } = await models(
    [MONDAY, { anchor: 'success', warned: 'success' }],
    [TUESDAY, { anchor: 'success', warned: 'warn' }],
  );
  expect(warned).toEqual({
    ...anchor,
    lastRunStatus: 'warn',
    lastRunError: 'warned is warn',
    executeCompletedAt: TUESDAY,
    runGeneratedAt: TUESDAY,
  });
});

test('a reused relation is there: the attempt is the reusing run, the build stays where it was', async () => {
  const { anchor, kept } = await models(
    [MONDAY, { anchor: 'success', kept: 'success' }],
    [TUESDAY, { anchor: 'success', kept: 'reused' }],
  );
  expect(kept).toMatchObject({
    lastRunStatus: 'reused',
    lastRunId: anchor.lastRunId,
    lastRunGeneratedAt: TUESDAY,
    lastRunError: null,
    executeStartedAt: MONDAY,
    executeCompletedAt: MONDAY,
    executionTime: 1.5,
    runGeneratedAt: MONDAY,
  });
  expect(kept.lastSuccessRunId).not.toBe(anchor.lastSuccessRunId);
});

test.each(['reused', 'no-op', 'Deferred', 'reused_cloned', 'partial success'])(
  'a relation that is only known as "%s" is applied, without a time of refresh',
  async (status) => {
    const answer = await models([MONDAY, { anchor: 'success', odd: status }]);
    expect(Object.keys(answer)).toEqual(['anchor', 'odd']);
    expect(answer.odd).toMatchObject({
      lastRunStatus: status === 'partial success' ? 'error' : status.toLowerCase(),
      lastRunGeneratedAt: MONDAY,
      executeCompletedAt: null,
      executionTime: null,
      runGeneratedAt: null,
      lastSuccessRunId: null,
    });
  },
);

test.each(['error', 'fail', 'skipped', 'cancelled', 'runtime error', 'ERROR'])(
  '"%s" alone puts nothing into the warehouse',
  async (status) => {
    expect(Object.keys(await models([MONDAY, { anchor: 'success', odd: status }]))).toEqual(['anchor']);
  },
);

test.each([
  ['cancelled', 'cancelled', null],
  ['skipped', 'skipped', null],
  ['runtime error', 'error', 'odd is runtime error'],
  ['partial success', 'error', 'odd is partial success'],
])('"%s" after a build is the attempt "%s" and leaves the build', async (status, shown, error) => {
  const { odd } = await models(
    [MONDAY, { odd: 'success' }],
    [TUESDAY, { odd: status }],
    [WEDNESDAY, { anchor: 'success' }],
  );
  expect(odd).toMatchObject({
    lastRunStatus: shown,
    lastRunError: error,
    lastRunGeneratedAt: TUESDAY,
    executeCompletedAt: MONDAY,
  });
});

test('seeds and snapshots alike; an exposure that had nothing to do is no builder', async () => {
  const [seed, snapshot] = [builder('seed', 'countries'), builder('snapshot', 'prices')];
  const exposures = [builder('exposure', 'board', { type: 'dashboard' })];
  const server = await serve({
    manifest: manifest({ nodes: [seed, snapshot, model('never')], exposures }),
    run_results: runResults('build', MONDAY, [
      result('seed.shop.countries', 'no-op', MONDAY),
      result('snapshot.shop.prices', 'warn', MONDAY),
      result('exposure.shop.board', 'no-op', MONDAY),
    ]),
  });
  const status = 'edges { node { executionInfo { lastRunStatus executeCompletedAt } } }';
  const answer = await applied(
    server,
    `seeds { ${status} } snapshots { ${status} } models { totalCount } exposures { edges { node { name } } }`,
  );
  expect(nodesOf(answer.seeds)).toEqual([
    { executionInfo: { lastRunStatus: 'no-op', executeCompletedAt: null } },
  ]);
  expect(nodesOf(answer.snapshots)).toEqual([
    { executionInfo: { lastRunStatus: 'warn', executeCompletedAt: MONDAY } },
  ]);
  expect(answer.models.totalCount).toBe(0);
  expect(nodesOf(answer.exposures)).toEqual([{ name: 'board' }]);
});

const CLOSED = ['error', 'fail', 'skipped', 'cancelled'];
const BUILDS = ['success', 'warn', 'pass'];

test('any word but the four proves the relation, and only a build moves the refresh time', () => {
  const word = fc.oneof(
    fc.constantFrom(...CLOSED, ...BUILDS, 'reused', 'no-op', 'partial success'),
    fc.string({ minLength: 1 }).filter((text) => /\S/.test(text) && !/^\s*runtime error\s*$/i.test(text)),
  );
  fc.assert(
    fc.property(word, word, (first, second) => {
      const runs = [first, second].map((status, day) =>
        runResultsSchema.parse(
          runResults('run', `2026-05-0${day + 1}T00:00:00Z`, [result('model.a.b', status)]),
        ),
      );
      const merged = mergeRuns(runs, new Map()).nodes.get('model.a.b');
      const words = [first, second].map((status) => status.trim().toLowerCase());
      const lastBuild = words.findLastIndex((status) => BUILDS.includes(status));
      expect(merged?.hasRelation).toBe(!words.every((status) => CLOSED.includes(status)));
      expect(merged?.lastCompleted?.generatedAt).toBe(
        lastBuild < 0 ? undefined : runs[lastBuild]?.metadata.generated_at,
      );
      expect(merged?.lastSuccess).toBe(merged?.lastCompleted);
      expect(merged?.lastAttempt?.generatedAt).toBe('2026-05-02T00:00:00Z');
    }),
  );
});
