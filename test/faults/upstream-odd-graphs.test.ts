import { expect, test } from 'vitest';
import type { FakeEnvironment, FakeNode } from '../dbt/fake-host.ts';
import type { Parsed } from '../support/ask.ts';
import { type FakeDbtSystem, startFakeDbt } from './fake-dbt.ts';

/** dbt tells of its nodes what no project should have: every table has an answer, with a reason where something is left out. */

const CHECKED_AT = '2026-11-26T06:00:00.000Z';
const LOADED_AT = '2026-11-26T03:00:00.000Z';
const PASS = {
  freshnessChecked: true,
  freshnessStatus: 'Pass',
  maxLoadedAt: LOADED_AT,
  snapshottedAt: CHECKED_AT,
  freshnessRunGeneratedAt: CHECKED_AT,
  criteria: { warnAfter: { count: 1 }, errorAfter: { count: null } },
};
const NO_CRITERIA = { warnAfter: { count: null }, errorAfter: { count: null } };
const RUN = { lastRunStatus: 'success', executeCompletedAt: '2026-11-26T04:00:00.000Z', lastRunId: '1' };

function nodeOf(uniqueId: string, fields: object): FakeNode {
  const name = uniqueId.split('.').at(-1) ?? '';
  const place = { database: 'warehouse', schema: 'marts' };
  return { uniqueId, name, ...place, tags: [], meta: {}, tests: [], parents: [], ...fields };
}

function modelOf(name: string, parents: readonly string[], fields: object = {}): FakeNode {
  const __typename = 'ModelAppliedStateNestedNode';
  return nodeOf(`model.shop.${name}`, {
    alias: name,
    materializedType: 'table',
    executionInfo: RUN,
    parents: parents.map((uniqueId) => ({ __typename, uniqueId })),
    ...fields,
  });
}

function sourceOf(name: string, freshness: object = PASS): FakeNode {
  return nodeOf(`source.shop.raw.${name}`, { identifier: name, freshness });
}

/** Thousands of rows, made up and read by one machine, take their time. */
const PATIENT = { DBT_DEADLINE_MS: '120000' };

/** All of it applied, and declared alike. */
function environmentOf(models: readonly FakeNode[], sources: readonly FakeNode[]): FakeEnvironment {
  const applied = { models, sources, seeds: [], snapshots: [], tests: [] };
  const declared = models.map((node) => ({
    ...node,
    parents: (node.parents as readonly { readonly uniqueId: string }[]).map(({ uniqueId }) => ({
      __typename: 'ModelDefinitionNestedNode',
      uniqueId,
    })),
  }));
  return { applied, definition: { ...applied, models: declared } };
}

const FIELDS =
  'upstream { dataAsOf reason sourceStatus sourceCount unknownSources failing { distance } } health';

async function tell({ graph }: FakeDbtSystem, names: readonly string[], fields = FIELDS): Promise<Parsed[]> {
  const { body } = await graph.ask(
    `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Table { dbt { ${fields} } } } }`,
    {
      r: names.map((name) => ({ __typename: 'Table', database: 'warehouse', schema: 'marts', name })),
    },
  );
  expect(body.errors).toBeUndefined();
  return body.data._entities.map(({ dbt }: Parsed) => dbt);
}

const logged = ({ graph }: FakeDbtSystem, words: string) =>
  graph.log.text.split('\n').filter((line) => line.includes(words));

test('parents that nobody lists end the way upstream there, with a line in the log', async () => {
  const lost = ['model.shop.lost', 'source.shop.raw.gone', 'macro.shop.helper', 'model.other_package.thing'];
  const models = [
    modelOf('table', [...lost, 'source.shop.raw.events']),
    modelOf('alone', ['model.shop.lost']),
  ];
  await using system = await startFakeDbt(environmentOf(models, [sourceOf('events')]));
  const [found, alone] = await tell(system, ['table', 'alone']);
  expect(found.upstream).toMatchObject({ dataAsOf: LOADED_AT, sourceStatus: 'PASS', sourceCount: 2 });
  // What is named as a source is one, of which nothing else is known.
  expect(found.upstream).toMatchObject({
    unknownSources: 1,
    reason: expect.stringContaining('source raw.gone'),
  });
  expect(alone.upstream).toMatchObject({
    dataAsOf: null,
    reason: expect.stringMatching(/.{20,}/),
    sourceCount: 0,
  });
  expect(logged(system, 'names parents that it does not list')).toHaveLength(1);
});

test('parents of another package are parents like all others', async () => {
  const inPackage = modelOf('base', ['source.shop.raw.events'], { uniqueId: 'model.fivetran_utils.base' });
  const models = [inPackage, modelOf('table', ['model.fivetran_utils.base'])];
  await using system = await startFakeDbt(environmentOf(models, [sourceOf('events')]));
  const [found] = await tell(system, ['table']);
  expect(found.upstream).toMatchObject({ dataAsOf: LOADED_AT, reason: null, sourceCount: 1 });
});

test('a parent that is listed twice, and a row that is listed twice, count once', async () => {
  const failing = modelOf('failing', ['source.shop.raw.events'], {
    executionInfo: { ...RUN, lastRunStatus: 'error' },
  });
  const parents = [
    'model.shop.failing',
    'source.shop.raw.events',
    'model.shop.failing',
    'source.shop.raw.events',
  ];
  const table = modelOf('table', parents);
  const events = sourceOf('events');
  await using system = await startFakeDbt(environmentOf([failing, table, table], [events, events]));
  const [found] = await tell(system, ['table']);
  expect(found.upstream).toMatchObject({ sourceCount: 1, failing: [{ distance: 1 }] });
});

test('nodes that are made of themselves, or of each other, have the sources of all of them', async () => {
  const models = [
    modelOf('own', ['model.shop.own', 'source.shop.raw.events']),
    modelOf('one', ['model.shop.two', 'source.shop.raw.events']),
    modelOf('two', ['model.shop.three']),
    modelOf('three', ['model.shop.one', 'source.shop.raw.visits'], {
      executionInfo: { ...RUN, lastRunStatus: 'error' },
    }),
  ];
  await using system = await startFakeDbt(environmentOf(models, [sourceOf('events'), sourceOf('visits')]));
  const [own, one, two, three] = await tell(system, ['own', 'one', 'two', 'three']);
  expect(own.upstream).toMatchObject({ sourceCount: 1, failing: [] });
  for (const { upstream } of [one, two, three])
    expect(upstream).toMatchObject({ sourceCount: 2, reason: null });
  expect([one, two, three].map(({ upstream }) => upstream.failing)).toEqual([
    [{ distance: 2 }],
    [{ distance: 1 }],
    [],
  ]);
  expect(logged(system, 'made of each other')).toHaveLength(1);
});

test('one node of 10,000 parents has all of their sources', async () => {
  const names = Array.from({ length: 10_000 }, (_, number) => `s${number}`);
  const wide = modelOf(
    'wide',
    names.map((name) => `source.shop.raw.${name}`),
  );
  const below = modelOf('below', ['model.shop.wide']);
  await using system = await startFakeDbt(
    environmentOf(
      [wide, below],
      names.map((name) => sourceOf(name)),
    ),
    PATIENT,
  );
  for (const { upstream } of await tell(system, ['wide', 'below'])) {
    expect(upstream).toMatchObject({ dataAsOf: LOADED_AT, reason: null, sourceCount: 10_000, failing: [] });
  }
});

test('a chain of 20,000 nodes is walked to its end', async () => {
  const length = 20_000;
  const models = Array.from({ length }, (_, number) =>
    modelOf(
      `m${number}`,
      [number === 0 ? 'source.shop.raw.events' : `model.shop.m${number - 1}`],
      number === 0 ? { executionInfo: { ...RUN, lastRunStatus: 'error' } } : {},
    ),
  );
  await using system = await startFakeDbt(environmentOf(models, [sourceOf('events')]), PATIENT);
  const [last] = await tell(system, [`m${length - 1}`]);
  expect(last.upstream).toEqual({
    dataAsOf: LOADED_AT,
    reason: null,
    sourceStatus: 'PASS',
    sourceCount: 1,
    unknownSources: 0,
    failing: [{ distance: length - 1 }],
  });
});

test.each<[string, object, object]>([
  [
    'no check',
    { freshnessChecked: false, criteria: NO_CRITERIA },
    { dataAsOf: null, sourceStatus: null, unknownSources: 1 },
  ],
  [
    'criteria, and no check',
    { freshnessChecked: false, criteria: PASS.criteria },
    { dataAsOf: null, sourceStatus: 'UNKNOWN', unknownSources: 1 },
  ],
  [
    'a check of the year 1',
    { ...PASS, maxLoadedAt: '0001-01-01T00:00:00Z', snapshottedAt: '0001-01-01T00:00:00Z' },
    { dataAsOf: null, sourceStatus: 'PASS', unknownSources: 1 },
  ],
  [
    'a check of tomorrow, and rows of the day after',
    { ...PASS, maxLoadedAt: '2099-01-02T00:00:00Z', snapshottedAt: '2099-01-01T00:00:00Z' },
    { dataAsOf: '2099-01-02T00:00:00.000Z', sourceStatus: 'PASS', unknownSources: 0 },
  ],
  [
    'times that are none',
    { ...PASS, maxLoadedAt: 'yesterday', snapshottedAt: 'Infinity', freshnessRunGeneratedAt: '' },
    { dataAsOf: null, sourceStatus: 'PASS', unknownSources: 1 },
  ],
])(
  'a source with %s has an answer, with a reason where its time is not known',
  async (_what, freshness, expected) => {
    const models = [modelOf('table', ['source.shop.raw.events'])];
    await using system = await startFakeDbt(environmentOf(models, [sourceOf('events', freshness)]));
    for (const dbt of await tell(system, ['table', 'events'], `${FIELDS} healthReasons`)) {
      expect(dbt.upstream).toMatchObject({ ...expected, sourceCount: 1, failing: [] });
      expect(dbt.upstream.reason === null).toBe(dbt.upstream.unknownSources === 0);
    }
  },
);

test('a source whose verdict is a word that nobody knows has its time, and no verdict', async () => {
  const models = [modelOf('table', ['source.shop.raw.events'])];
  await using system = await startFakeDbt(environmentOf(models, [sourceOf('events')]));
  system.host.tamper = (answer) => JSON.stringify(answer).replaceAll('"Pass"', '"mauve"');
  for (const { upstream } of await tell(system, ['table', 'events'])) {
    expect(upstream).toMatchObject({ dataAsOf: LOADED_AT, sourceStatus: 'UNKNOWN', sourceCount: 1 });
  }
});

test('a host that hands out seven rows a page tells the same', async () => {
  const sources = ['a', 'b', 'c'].map((name) => sourceOf(name));
  const models = Array.from({ length: 30 }, (_, number) =>
    modelOf(`m${number}`, [
      number === 0 ? 'source.shop.raw.c' : `model.shop.m${number - 1}`,
      'source.shop.raw.a',
    ]),
  );
  const names = models.map(({ name }) => String(name));
  await using whole = await startFakeDbt(environmentOf(models, sources));
  await using system = await startFakeDbt(environmentOf(models, sources));
  system.host.rowsPerPage = () => 7;
  const expected = await tell(whole, names);
  expect(expected[29]).toMatchObject({ upstream: { sourceCount: 2 } });
  expect(await tell(system, names)).toEqual(expected);
});
