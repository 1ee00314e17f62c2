import { expect, test } from 'vitest';
import { catalog, genericTest, manifest, model, result, runResults, source } from '../fixtures/artifacts.ts';
import { arrival } from './fixtures/arrival.ts';
import { open } from './fixtures/open.ts';

const [NIGHT, MORNING, NOON] = ['2026-05-04T02:00:00Z', '2026-05-04T08:00:00Z', '2026-05-04T12:00:00Z'];
const ORDERS = 'model.shop.orders';
const NODES = [model('orders'), model('customers'), genericTest('orders_id', [ORDERS])];

const manifestAt = (generatedAt: string, nodes = NODES, metadata = {}) => {
  const whole = manifest({ nodes, sources: [source('raw', 'x')], metadata });
  return arrival('manifest', {
    ...whole,
    metadata: { ...whole.metadata, generated_at: generatedAt, invocation_id: `manifest ${generatedAt}` },
  });
};
const runAt = (command: string, time: string, ...ids: string[]) =>
  arrival(
    'run_results',
    runResults(
      command,
      time,
      ids.map((id) => result(id, 'success', time)),
    ),
  );
const catalogAt = (time: string, tables: Parameters<typeof catalog>[0]) => {
  const whole = catalog(tables);
  return arrival('catalog', { ...whole, metadata: { generated_at: time, invocation_id: `catalog ${time}` } });
};
const freshnessAt = (time: string, status: string) =>
  arrival('sources', {
    metadata: { generated_at: time, invocation_id: `sources ${time}` },
    results: [{ unique_id: 'source.shop.raw.x', status, max_loaded_at: time }],
  });

const builds = (memory: Awaited<ReturnType<typeof open>>['memory']) =>
  [...(memory.state(834)?.runs ?? [])].map(([id, { lastCompleted }]) => [id, lastCompleted?.generatedAt]);

test('what one command wrote takes nothing away from another', async () => {
  const { memory } = await open();
  await memory.take(834, [manifestAt(NIGHT), runAt('build', NIGHT, ORDERS, 'model.shop.customers')]);
  const verdict = runResults('test', MORNING, [result('test.shop.orders_id', 'fail', MORNING)]);
  await memory.take(834, [arrival('run_results', verdict)]);
  await memory.take(834, [runAt('run', NOON, ORDERS)]);
  await memory.take(834, [runAt('generate', '2026-05-04T13:00:00Z', ORDERS, 'model.shop.customers')]);
  expect(Object.fromEntries(builds(memory))).toEqual({
    [ORDERS]: NOON,
    'model.shop.customers': NIGHT,
    'test.shop.orders_id': MORNING,
  });
});

test('a catalog of some nodes takes no columns away, and neither does an entry without columns', async () => {
  const { memory } = await open();
  const table = (...names: string[]) => ({
    columns: names.map((name, index) => ({ name, index: index + 1 })),
  });
  await memory.take(834, [
    manifestAt(NIGHT),
    catalogAt(NIGHT, { [ORDERS]: table('id'), 'model.shop.customers': table('id', 'name') }),
  ]);
  await memory.take(834, [
    catalogAt(NOON, { [ORDERS]: table('id', 'total'), 'model.shop.customers': table() }),
  ]);
  // Older than what is known.
  await memory.take(834, [catalogAt(MORNING, { [ORDERS]: table('old') })]);
  const entries = [...(memory.state(834)?.catalog ?? [])];
  expect(
    Object.fromEntries(
      entries.map(
        ([
          id,
          {
            table: { columns },
            generatedAt,
          },
        ]) => [id, [generatedAt, columns?.map(({ name }) => name)]],
      ),
    ),
  ).toEqual({ [ORDERS]: [NOON, ['id', 'total']], 'model.shop.customers': [NIGHT, ['id', 'name']] });
  expect(memory.state(834)?.catalogGeneratedAt).toBe(NOON);
});

test('the latest check of a source counts, in whatever order checks arrive', async () => {
  const { memory } = await open();
  await memory.take(834, [freshnessAt(NOON, 'error'), manifestAt(NIGHT)]);
  const [late] = await memory.take(834, [freshnessAt(MORNING, 'pass')]);
  expect(late).toMatchObject({ outcome: 'new', nodes: 0 });
  expect(memory.state(834)?.freshness.get('source.shop.raw.x')).toMatchObject({
    status: 'Error',
    generatedAt: NOON,
  });
});

test('results that come before any manifest are used once it is there', async () => {
  const { memory } = await open();
  expect(await memory.take(834, [runAt('run', NIGHT, ORDERS)])).toEqual([
    { outcome: 'new', kind: 'run_results', origin: 'run_results.json', nodes: 1, notes: [] },
  ]);
  expect(memory.state(834)).toBeNull();
  await memory.take(834, [manifestAt(NIGHT)]);
  expect(builds(memory)).toEqual([[ORDERS, NIGHT]]);
});

test('an older manifest is kept out and said so; its nodes and facts stay those of the newest', async () => {
  const { memory } = await open();
  await memory.take(834, [manifestAt(NOON)]);
  const [verdict] = await memory.take(834, [manifestAt(NIGHT, [model('old')])]);
  expect(verdict).toEqual({
    outcome: 'new',
    kind: 'manifest',
    origin: 'manifest.json',
    nodes: 0,
    notes: [`it is older than the manifest that is known, of ${NOON}, and is kept out`],
  });
  expect(memory.state(834)?.nodes.has('model.shop.old')).toBe(false);
  expect(memory.state(834)?.manifestGeneratedAt).toBe(NOON);
});

test('a node that left the manifest leaves, and finds its facts when it comes back', async () => {
  const { memory } = await open();
  await memory.take(834, [manifestAt(NIGHT), runAt('run', NIGHT, ORDERS, 'model.shop.customers')]);
  const [verdict] = await memory.take(834, [manifestAt(MORNING, [model('customers')])]);
  expect(verdict).toMatchObject({ outcome: 'new', nodes: 2 });
  expect(memory.state(834)?.nodes.has(ORDERS)).toBe(false);
  expect(builds(memory)).toEqual([['model.shop.customers', NIGHT]]);
  await memory.take(834, [manifestAt(NOON)]);
  expect(Object.fromEntries(builds(memory))).toEqual({ [ORDERS]: NIGHT, 'model.shop.customers': NIGHT });
});

test('results of another target are kept apart, and are there when the manifest comes to describe it', async () => {
  const { memory } = await open();
  const at = (time: string, schema: string) =>
    arrival(
      'run_results',
      runResults('run', time, [
        result(ORDERS, 'success', time, { relation_name: `analytics.${schema}.orders` }),
      ]),
    );
  await memory.take(834, [manifestAt(NIGHT), at(NIGHT, 'marts')]);
  expect(await memory.take(834, [at(NOON, 'dbt_ann')])).toEqual([
    expect.objectContaining({
      outcome: 'new',
      nodes: 0,
      notes: ["results of 1 node are of another target than the manifest's and are kept apart"],
    }),
  ]);
  expect(builds(memory)).toEqual([[ORDERS, NIGHT]]);
  await memory.take(834, [manifestAt(NOON, [model('orders', { schema: 'dbt_ann' })])]);
  expect(builds(memory)).toEqual([[ORDERS, NOON]]);
  const later = '2026-05-05T00:00:00Z';
  await memory.take(834, [manifestAt(later), at(later, 'marts')]);
  expect(builds(memory)).toEqual([[ORDERS, later]]);
});

test('another text of the same invocation and time takes the place of the first', async () => {
  const { memory } = await open();
  await memory.take(834, [manifestAt(NIGHT), runAt('run', NOON, ORDERS, 'model.shop.customers')]);
  await memory.take(834, [runAt('run', NOON, ORDERS)]);
  expect(builds(memory)).toEqual([[ORDERS, NOON]]);
  await memory.take(834, [manifestAt(NIGHT, [model('orders')])]);
  expect([...(memory.state(834)?.nodes.keys() ?? [])]).toEqual([ORDERS, 'source.shop.raw.x']);
});

test('listeners are told of changes, after the state has changed, and of nothing else', async () => {
  const { memory } = await open();
  const told: unknown[] = [];
  memory.onChanged((id) => told.push([id, builds(memory)]));
  await memory.take(834, [manifestAt(NIGHT)]);
  await memory.take(834, [runAt('run', NOON, ORDERS)]);
  await memory.take(834, [runAt('run', NOON, ORDERS), manifestAt(NIGHT)]);
  await memory.forget(834);
  expect(told).toEqual([
    [834, []],
    [834, [[ORDERS, NOON]]],
    [834, []],
  ]);
  expect(memory.state(834)).toBeNull();
});

test('a state that was handed out never changes', async () => {
  const { memory } = await open();
  await memory.take(834, [manifestAt(NIGHT), runAt('run', NIGHT, ORDERS)]);
  const before = memory.state(834);
  await memory.take(834, [manifestAt(NOON, [model('customers')]), runAt('run', NOON, ORDERS)]);
  expect(before?.nodes.has(ORDERS)).toBe(true);
  expect(before?.runs.get(ORDERS)?.lastAttempt?.generatedAt).toBe(NIGHT);
});

test('what takes the place of everything is taken whole or not at all', async () => {
  const { memory } = await open();
  await memory.take(834, [manifestAt(NOON), runAt('run', NIGHT, ORDERS)]);
  const broken = await memory.replace(834, [manifestAt(NIGHT, [model('b')]), arrival('run_results', '{')]);
  expect(broken.map(({ outcome }) => outcome)).toEqual(['new', 'refused']);
  await memory.replace(834, [runAt('run', MORNING, ORDERS)]);
  expect(builds(memory)).toEqual([[ORDERS, NIGHT]]);
  await memory.replace(834, [manifestAt(NIGHT, [model('b')])]);
  expect([...(memory.state(834)?.nodes.keys() ?? [])]).toEqual(['model.shop.b', 'source.shop.raw.x']);
  expect(builds(memory)).toEqual([]);
});

test('environments know nothing of each other, and one that is not there is named', async () => {
  const { memory } = await open({ ids: [834, 835] });
  await memory.take(834, [manifestAt(NIGHT)]);
  expect(memory.state(835)).toBeNull();
  await expect(memory.take(1, [])).rejects.toThrow('There is no environment 1');
});

test('what is left out of an artifact is logged once, with its place', async () => {
  const { memory, lines } = await open();
  const damaged = manifestAt(NIGHT, [model('orders', { tags: 5 })]);
  await memory.take(834, [damaged]);
  await memory.take(834, [damaged]);
  expect(lines).toEqual([
    'Environment 834: manifest.json: nodes["model.shop.orders"].tags is left out: expected array, received number',
  ]);
});

test('facts of nodes that the manifest lacks change no node that is shown', async () => {
  const { memory } = await open();
  await memory.take(834, [manifestAt(NIGHT, [model('customers')])]);
  const table = { columns: [{ name: 'id', index: 1 }] };
  const verdicts = await memory.take(834, [
    runAt('run', NIGHT, ORDERS, 'model.shop.customers'),
    catalogAt(NIGHT, { [ORDERS]: table, 'model.shop.customers': table }),
  ]);
  expect(verdicts).toMatchObject([
    { outcome: 'new', nodes: 1 },
    { outcome: 'new', nodes: 1 },
  ]);
});

test('as many nodes as there are wait for a manifest', async () => {
  const { memory } = await open();
  const names = Array.from({ length: 3000 }, (_, index) => `m${index}`);
  await memory.take(834, [runAt('run', NOON, ...names.map((name) => `model.shop.${name}`))]);
  await memory.take(834, [
    manifestAt(
      NIGHT,
      names.map((name) => model(name)),
    ),
  ]);
  expect(builds(memory)).toHaveLength(3000);
});

test('of manifests that are not dated, the last one to come counts', async () => {
  const { memory } = await open();
  for (const name of ['a', 'b', 'c', 'a', 'd']) {
    const { metadata, ...rest } = manifest({ nodes: [model(name)] });
    await memory.take(834, [
      arrival('manifest', { metadata: { project_name: metadata.project_name }, ...rest }),
    ]);
  }
  expect([...(memory.state(834)?.nodes.keys() ?? [])]).toEqual(['model.shop.d']);
});
