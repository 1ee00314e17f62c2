import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import type { ArtifactMemory } from '../../../discovery/memory/memory.ts';
import { resolveEnvironment } from '../../../discovery/options.ts';
import { catalog, genericTest, manifest, model, result, runResults, source } from '../fixtures/artifacts.ts';
import { arrival } from './fixtures/arrival.ts';
import { open, statePath } from './fixtures/open.ts';
import { remember } from './fixtures/remember.ts';

const ORDERS = 'model.shop.orders';
const CUSTOMERS = 'model.shop.customers';
const TEST = 'test.shop.orders_id';
const RAW = 'source.shop.raw.x';

/** Noon of the n-th day from May on. */
const day = (number: number) =>
  new Date(Date.UTC(2026, 3, 30 + number, 12)).toISOString().replace('.000', '');

/** What one dbt command writes on that day; both files name one invocation. */
function command(which: string, number: number, schema: string, target?: string) {
  const metadata = { generated_at: day(number), invocation_id: `${which} ${number}` };
  const names = ['orders', 'customers'];
  const nodes = [...names.map((name) => model(name, { schema })), genericTest('orders_id', [ORDERS])];
  const built = names.map((name) =>
    result(`model.shop.${name}`, 'success', day(number), {
      relation_name: `"analytics"."${schema}"."${name}"`,
    }),
  );
  const run = runResults(which, day(number), which === 'test' ? [result(TEST, 'fail', day(number))] : built);
  return {
    manifest: arrival('manifest', manifest({ nodes, sources: [source('raw', 'x')], metadata })),
    results: arrival('run_results', {
      ...run,
      metadata,
      args: { which, ...(target === undefined ? {} : { target }) },
    }),
    sources: arrival('sources', {
      metadata,
      results: [{ unique_id: RAW, status: 'pass', max_loaded_at: day(number) }],
    }),
    catalog: arrival('catalog', {
      ...catalog({
        [ORDERS]: { columns: [{ name: `of_day_${number}` }], metadata: { database: 'ANALYTICS', schema } },
      }),
      metadata,
    }),
  };
}

function shown(memory: ArtifactMemory) {
  const state = memory.state(834);
  return {
    schema: state?.nodes.get(ORDERS)?.schema ?? null,
    built: state?.runs.get(ORDERS)?.lastSuccess?.generatedAt ?? null,
    verdict: state?.runs.get(TEST)?.lastCompleted?.generatedAt ?? null,
    loaded: state?.freshness.get(RAW)?.maxLoadedAt ?? null,
    columns: state?.catalog.get(ORDERS)?.table.columns?.map(({ name }) => name) ?? null,
  };
}

async function openFor(target?: string, path = ':memory:') {
  const environments = [resolveEnvironment({ id: 834, ...(target === undefined ? {} : { target }) })];
  return (await open({ environments, path })).memory;
}

test('a manifest of another target is kept out with a remedy, and what was written with it touches nothing', async () => {
  const memory = await openFor();
  const [production, freshness] = [command('build', 1, 'marts'), command('freshness', 2, 'marts')];
  await memory.take(834, [production.manifest, production.results, production.catalog]);
  await memory.take(834, [freshness.manifest, freshness.sources]);
  const before = shown(memory);
  const clone = command('clone', 3, 'dbt_ann', 'dev');
  const [kept] = await memory.take(834, [clone.manifest]);
  const reason =
    'it is of another target (analytics.dbt_ann) and is kept out, because this environment is of analytics.marts: ' +
    'send it to an environment of its own, name the target of this one by "target" in --config or --target ID=NAME, or build there if this one has moved';
  expect(kept).toEqual({
    outcome: 'new',
    kind: 'manifest',
    origin: 'manifest.json',
    nodes: 0,
    notes: [reason],
    isKeptOut: true,
  });
  expect(memory.keptOut(834)).toBe(`the manifest of ${day(3)}: ${reason}`);
  for (const artifact of [clone.results, clone.sources, clone.catalog]) {
    expect(await memory.take(834, [artifact])).toMatchObject([{ outcome: 'new', nodes: 0 }]);
  }
  const test4 = command('test', 4, 'dbt_ann', 'dev');
  await memory.take(834, [test4.results, test4.manifest]);
  expect(shown(memory)).toEqual(before);
  expect(shown(memory)).toEqual({
    schema: 'marts',
    built: day(1),
    verdict: null,
    loaded: day(2),
    columns: ['of_day_1'],
  });
  const next = command('run', 5, 'marts');
  await memory.take(834, [next.manifest]);
  expect(memory.keptOut(834)).toBeNull();
});

test('whichever of a command of another target arrives first, nothing of it stays', async () => {
  const memory = await openFor();
  const [production, freshness] = [command('build', 1, 'marts'), command('freshness', 2, 'marts')];
  const tested = command('test', 3, 'marts');
  await memory.take(834, [
    production.manifest,
    production.results,
    production.catalog,
    freshness.sources,
    tested.results,
  ]);
  const before = shown(memory);
  const dev = command('test', 4, 'dbt_ann', 'dev');
  for (const artifact of [dev.sources, dev.catalog, dev.results, dev.manifest])
    await memory.take(834, [artifact]);
  expect(shown(memory)).toEqual(before);
});

test('a production that moved is taken with the first build that succeeds there', async () => {
  const memory = await openFor();
  const [before, moved] = [command('build', 1, 'marts'), command('build', 2, 'reporting')];
  await memory.take(834, [before.manifest, before.results, before.catalog]);
  await memory.take(834, [moved.catalog]);
  await memory.take(834, [moved.manifest]);
  expect(shown(memory)).toMatchObject({ schema: 'marts', columns: ['of_day_1'] });
  const [verdict] = await memory.take(834, [moved.results]);
  expect(verdict).toMatchObject({
    outcome: 'new',
    notes: [
      'by them this environment is of the target in analytics.reporting, whose manifest counts from now on',
    ],
  });
  expect(shown(memory)).toMatchObject({ schema: 'reporting', built: day(2), columns: ['of_day_2'] });
  expect(memory.keptOut(834)).toBeNull();
  const back = command('build', 3, 'marts');
  expect(await memory.take(834, [back.results, back.manifest])).toMatchObject([
    { nodes: 2 },
    { outcome: 'new', notes: [] },
  ]);
  expect(shown(memory)).toMatchObject({ schema: 'marts', built: day(3) });
});

test('a build elsewhere that fails moves nothing', async () => {
  const memory = await openFor();
  const [before, moved] = [command('build', 1, 'marts'), command('build', 2, 'reporting')];
  await memory.take(834, [before.manifest, before.results, moved.manifest]);
  const failed = runResults('build', day(2), [
    result(ORDERS, 'error', day(2), { relation_name: 'analytics.reporting.orders' }),
  ]);
  await memory.take(834, [arrival('run_results', failed)]);
  expect(shown(memory)).toMatchObject({ schema: 'marts', built: day(1) });
});

test('a clone that came first gives way to the first build; a build of another target, to the third command in a row', async () => {
  const cloned = await openFor();
  const clone = command('clone', 1, 'dbt_ann', 'dev');
  const production = command('build', 2, 'marts');
  await cloned.take(834, [clone.manifest, clone.results]);
  expect(shown(cloned).schema).toBe('dbt_ann');
  await cloned.take(834, [production.manifest, production.results]);
  expect(shown(cloned)).toMatchObject({ schema: 'marts', built: day(2) });

  const built = await openFor();
  const dev = command('build', 1, 'dbt_ann', 'dev');
  await built.take(834, [dev.manifest, dev.results]);
  for (const number of [2, 3]) {
    const { manifest: described, results } = command('build', number, 'marts');
    await built.take(834, [described, results]);
    expect(shown(built).schema).toBe('dbt_ann');
  }
  const third = command('build', 4, 'marts');
  await built.take(834, [third.manifest, third.results]);
  expect(shown(built)).toMatchObject({ schema: 'marts', built: day(4) });
});

test('another target in between never comes to three in a row', async () => {
  const memory = await openFor();
  for (let number = 1; number < 20; number += 2) {
    const [production, dev] = [
      command('build', number, 'marts'),
      command('build', number + 1, 'dbt_ann', 'dev'),
    ];
    await memory.take(834, [production.manifest, production.results, dev.manifest, dev.results]);
    expect(shown(memory)).toMatchObject({ schema: 'marts', built: day(number) });
  }
});

test('a target that is named decides, whatever came first and however often others come', async () => {
  const memory = await openFor('prod');
  for (const number of [1, 2, 3, 4]) {
    const dev = command('build', number, 'dbt_ann', 'dev');
    await memory.take(834, [dev.results, dev.manifest]);
    expect(memory.state(834)).toBeNull();
  }
  expect(memory.keptOut(834)).toBe(
    `the manifest of ${day(4)}: it is of the target dev (analytics.dbt_ann) and is kept out, because this environment is of the target prod: send it to an environment of its own`,
  );
  const production = command('build', 5, 'marts', 'prod');
  await memory.take(834, [production.manifest, production.results]);
  const dev = command('test', 6, 'dbt_ann', 'dev');
  await memory.take(834, [dev.results]);
  expect(shown(memory)).toMatchObject({ schema: 'marts', built: day(5), verdict: null });
});

test('what was kept out is there when the program starts again with its name', async () => {
  const path = statePath();
  const first = await openFor(undefined, path);
  const [production, dev] = [command('build', 1, 'marts', 'prod'), command('build', 2, 'dbt_ann', 'dev')];
  await first.take(834, [production.manifest, production.results, dev.manifest, dev.results, dev.catalog]);
  expect(shown(first)).toMatchObject({ schema: 'marts', built: day(1), columns: null });
  await first.close();
  const second = await openFor('dev', path);
  expect(shown(second)).toMatchObject({ schema: 'dbt_ann', built: day(2), columns: ['of_day_2'] });
  expect([...(second.state(834)?.nodes.keys() ?? [])]).toContain(CUSTOMERS);
  await second.close();
  const third = await openFor('prod', path);
  expect(shown(third)).toMatchObject({ schema: 'marts', built: day(1), columns: null });
  expect(third.keptOut(834)).toContain('is of the target dev');
});

test('a target that is named is the default one too, as long as nothing else is known of that', async () => {
  const memory = await openFor('prod');
  const [first, dev, second] = [
    command('build', 1, 'marts'),
    command('build', 2, 'dbt_ann', 'dev'),
    command('build', 3, 'marts'),
  ];
  await memory.take(834, [first.manifest, first.results, dev.manifest, dev.results]);
  expect(shown(memory)).toMatchObject({ schema: 'marts', built: day(1) });
  await memory.take(834, [second.manifest, second.results]);
  expect(shown(memory)).toMatchObject({ schema: 'marts', built: day(3) });
  // The default turns out to be another one.
  const named = command('build', 4, 'production', 'prod');
  await memory.take(834, [named.manifest, named.results]);
  const developer = command('build', 5, 'marts');
  await memory.take(834, [developer.manifest, developer.results]);
  expect(shown(memory)).toMatchObject({ schema: 'production', built: day(4) });
});

test('a state file from before targets were told apart is of the target that it served', async () => {
  const path = statePath();
  const first = await openFor(undefined, path);
  const production = command('build', 1, 'marts');
  await first.take(834, [production.manifest, production.results, production.catalog]);
  const before = shown(first);
  await first.close();
  const db = new DatabaseSync(path);
  db.exec("DELETE FROM remembered WHERE part IN ('targets', 'commands', 'elsewhere')");
  db.close();
  const second = await openFor(undefined, path);
  expect(shown(second)).toEqual(before);
  const clone = command('clone', 2, 'dbt_ann', 'dev');
  await second.take(834, [clone.manifest, clone.results]);
  expect(shown(second)).toEqual(before);
  const next = command('build', 3, 'marts');
  await second.take(834, [next.manifest, next.results]);
  expect(shown(second)).toMatchObject({ schema: 'marts', built: day(3) });
});

test('what is remembered of other targets does not grow with their number, and the own one stays', async () => {
  const memory = remember();
  onTestFinished(() => memory.close());
  const rowsAfter: number[] = [];
  const first = command('build', 1, 'marts');
  memory.take([first.manifest, first.results]);
  for (let number = 2; number <= 300; number += 1) {
    const isOwn = number % 3 === 0;
    const { manifest: described, results } = isOwn
      ? command('build', number, 'marts')
      : command('build', number, `pr_${number}`, `pr_${number}`);
    memory.take([described, results]);
    if (number % 100 === 0) rowsAfter.push(memory.rows());
  }
  const parts = await memory.parts();
  expect(parts.manifest.get(ORDERS)?.schema).toBe('marts');
  expect(parts.runs.get(ORDERS)?.lastSuccess?.generatedAt).toBe(day(300));
  const [early = 0, , late = 0] = rowsAfter;
  // Digests of what was seen are kept up to a number of their own.
  expect(late - early).toBeLessThanOrEqual(400);
  expect(memory.rowsOf('commands')).toBeLessThanOrEqual(64);
  expect(memory.rowsOf('elsewhere')).toBeLessThanOrEqual(3);
});
