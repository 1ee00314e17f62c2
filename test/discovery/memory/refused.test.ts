import { expect, test } from 'vitest';
import type { Arrival } from '../../../discovery/memory/memory.ts';
import { manifest, model, result, runResults } from '../fixtures/artifacts.ts';
import { arrival } from './fixtures/arrival.ts';
import { open, statePath } from './fixtures/open.ts';

const NOON = '2026-05-04T12:00:00Z';
const MANIFEST = manifest({ nodes: [model('orders')] });
const RUN = runResults('run', NOON, [result('model.shop.orders', 'success', NOON)]);

const schema = (name: string) => ({ dbt_schema_version: `https://schemas.getdbt.com/dbt/${name}.json` });
const foreign = manifest({
  nodes: [model('x', { unique_id: 'model.bank.x', package_name: 'bank' })],
  metadata: { project_name: 'bank', invocation_id: 'of the bank' },
});
const foreignRun = {
  ...runResults('run', NOON, [result('model.bank.x', 'success', NOON)]),
  metadata: { generated_at: NOON, invocation_id: 'of the bank' },
};

const REFUSED: [string, Arrival, number, string | RegExp][] = [
  [
    'no JSON',
    arrival('run_results', '{"metadata'),
    400,
    'run_results.json is not valid JSON: send the whole file as dbt wrote it',
  ],
  ['empty', arrival('manifest', ''), 400, /manifest\.json is not valid JSON/],
  [
    'zeros',
    { kind: 'catalog', bytes: new Uint8Array(1000), origin: 'catalog.json' },
    400,
    /catalog\.json is not valid JSON/,
  ],
  [
    'JSON of something else',
    arrival('catalog', { version: 2 }),
    422,
    /catalog\.json is not the dbt artifact its name says/,
  ],
  ['a list', arrival('sources', []), 422, /sources\.json is not the dbt artifact its name says/],
  [
    'another artifact than its name says',
    arrival('run_results', { metadata: schema('sources/v3'), results: [] }),
    422,
    'run_results.json is not the dbt artifact its name says: it is sources.json, not run_results.json; send it under its own name',
  ],
  [
    'a manifest of an old version',
    arrival('manifest', manifest({ metadata: schema('manifest/v6') })),
    422,
    'manifest.json has version 6: version 7 (dbt 1.3) or newer is needed',
  ],
  [
    'a manifest of another project',
    arrival('manifest', foreign),
    409,
    'manifest.json is of the project bank, and this environment is of shop: send it to an environment of its own, or start with --allow-other-project',
  ],
  [
    'results of another project',
    arrival('run_results', foreignRun),
    409,
    /of the project bank, and this environment is of shop/,
  ],
  [
    'a catalog of another project',
    arrival('catalog', { metadata: { generated_at: NOON }, nodes: { 'model.bank.x': { columns: {} } } }),
    409,
    /of the project bank/,
  ],
];

test.each(REFUSED)(
  '%s is refused in one sentence; the rest is taken, the old facts stay',
  async (_, bad, status, reason) => {
    const { memory } = await open();
    await memory.take(834, [arrival('manifest', MANIFEST)]);
    const before = memory.state(834);
    const [alone] = await memory.take(834, [bad]);
    expect(alone).toEqual({
      outcome: 'refused',
      kind: bad.kind,
      origin: bad.origin,
      status,
      reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
    });
    expect(memory.state(834)).toBe(before);
    const verdicts = await memory.take(834, [
      bad,
      arrival('run_results', RUN),
      arrival('manifest', MANIFEST),
    ]);
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(['refused', 'new', 'known']);
    expect(memory.state(834)?.runs.get('model.shop.orders')?.lastAttempt?.generatedAt).toBe(NOON);
  },
);

test('what was written together with a refused manifest is refused with it', async () => {
  const { memory } = await open();
  await memory.take(834, [arrival('manifest', MANIFEST)]);
  const shared = {
    ...foreignRun,
    results: [...foreignRun.results, result('model.shop.orders', 'error', NOON)],
  };
  const [run] = await memory.take(834, [arrival('run_results', shared), arrival('manifest', foreign)]);
  expect(run).toMatchObject({
    outcome: 'refused',
    status: 409,
    reason: expect.stringMatching(
      /^run_results\.json was written together with a refused manifest: .*bank.*shop/,
    ),
  });
  expect(memory.state(834)?.runs.size).toBe(0);
});

test('another project is taken where that is allowed', async () => {
  const { memory } = await open({ allowOtherProject: true });
  await memory.take(834, [arrival('manifest', MANIFEST)]);
  const later = { ...foreign, metadata: { ...foreign.metadata, generated_at: NOON } };
  expect(
    await memory.take(834, [arrival('manifest', later), arrival('run_results', foreignRun)]),
  ).toMatchObject([
    { outcome: 'new', nodes: 2 },
    { outcome: 'new', nodes: 1 },
  ]);
  expect([...(memory.state(834)?.nodes.keys() ?? [])]).toEqual(['model.bank.x']);
  expect(memory.state(834)?.identity.projectName).toBe('bank');
});

test('a refused artifact is read again when it comes whole', async () => {
  const { memory } = await open();
  const text = JSON.stringify(MANIFEST);
  await memory.take(834, [arrival('manifest', text.slice(0, 200))]);
  expect(memory.state(834)).toBeNull();
  expect(await memory.take(834, [arrival('manifest', text)])).toMatchObject([{ outcome: 'new', nodes: 1 }]);
});

test('results of the same project under an earlier name wait, and are not refused', async () => {
  const { memory } = await open();
  const renamed = { ...MANIFEST, metadata: { ...MANIFEST.metadata, generated_at: '2026-06-01T00:00:00Z' } };
  await memory.take(834, [arrival('manifest', renamed)]);
  expect(await memory.take(834, [arrival('run_results', foreignRun)])).toMatchObject([
    {
      outcome: 'new',
      nodes: 0,
      notes: ['none of its results is newer than what is known, or is of a node of the manifest'],
    },
  ]);
});

test('of artifacts that belong together, none is stored where one is refused, and nobody is told of a change', async () => {
  const path = statePath();
  const { memory } = await open({ path });
  await memory.takeWhole(834, [arrival('manifest', MANIFEST)]);
  const before = memory.state(834);
  const told: number[] = [];
  memory.onChanged((id) => told.push(id));
  const renamed = manifest({
    nodes: [model('customers')],
    metadata: { generated_at: NOON, invocation_id: 'later' },
  });
  const table = { metadata: { generated_at: NOON }, nodes: { 'model.shop.orders': { columns: {} } } };
  const checks = {
    metadata: { generated_at: NOON },
    results: [{ unique_id: 'source.shop.raw.x', status: 'pass' }],
  };
  const together = [
    arrival('manifest', renamed),
    arrival('run_results', RUN),
    arrival('catalog', table),
    arrival('sources', checks),
  ];
  const verdicts = await memory.takeWhole(834, [
    ...together,
    arrival('manifest', MANIFEST),
    arrival('run_results', '{'),
  ]);
  const unstored = together.map(() => 'not stored');
  expect(verdicts.map(({ outcome }) => outcome)).toEqual([...unstored, 'known', 'refused']);
  expect(memory.state(834)).toBe(before);
  expect(told).toEqual([]);
  await memory.close();
  const { memory: again } = await open({ path });
  expect([...(again.state(834)?.nodes.keys() ?? [])]).toEqual(['model.shop.orders']);
  expect((await again.takeWhole(834, together)).map(({ outcome }) => outcome)).toEqual(
    together.map(() => 'new'),
  );
  expect([...(again.state(834)?.nodes.keys() ?? [])]).toEqual(['model.shop.customers']);
});
