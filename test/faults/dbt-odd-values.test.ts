import { expect, test } from 'vitest';
import { createSample } from '../dbt/sample-nodes.ts';
import type { Parsed } from '../support/ask.ts';
import { type FakeDbtSystem, startFakeDbt } from './fake-dbt.ts';

const NAMES = ['model_0', 'model_1', 'source_0'];
/** Stands for an object of 5,000 levels until the answer is text: nothing could write it otherwise. */
const NESTED = 'an object of 5,000 levels';
const NESTED_JSON = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;

/** Changes the model `model_0` wherever its details are answered. */
function makeOdd({ host }: FakeDbtSystem, change: (node: Parsed) => void): void {
  host.tamper = (answer, { operationName }) => {
    if (operationName !== 'DbtNodeDetails') return;
    for (const list of Object.values<Parsed>(answer.data.environment.applied))
      for (const { node } of list.edges) if (node.uniqueId === 'model.shop.model_0') change(node);
    return JSON.stringify(answer).replaceAll(JSON.stringify(NESTED), NESTED_JSON);
  };
}

/** What the odd value costs, as it stands in the answer: paths into the model's facts, and what is there instead. */
const ODD: readonly [
  name: string,
  change: (node: Parsed) => void,
  costs: Readonly<Record<string, unknown>>,
  path: string,
][] = [
  [
    'a position over 2^31',
    (node) => set(node, 'catalog.columns.0.index', 2 ** 31),
    { 'column.dbt.index': null },
    'catalog.columns.0.index',
  ],
  [
    'a position below zero',
    (node) => set(node, 'catalog.columns.0.index', -4),
    { 'column.dbt.index': null },
    'catalog.columns.0.index',
  ],
  [
    'a position between two',
    (node) => set(node, 'catalog.columns.0.index', 1.5),
    { 'column.dbt.index': null },
    'catalog.columns.0.index',
  ],
  ['meta of 5,000 levels', (node) => set(node, 'meta', NESTED), { 'table.dbt.node.meta': null }, 'meta'],
  [
    'meta of a column of 5,000 levels',
    (node) => set(node, 'catalog.columns.0.meta', NESTED),
    { 'column.dbt.meta': null },
    'catalog.columns.0.meta',
  ],
  [
    'meta of a megabyte',
    (node) => set(node, 'meta', { text: 'x'.repeat(1_000_000) }),
    { 'table.dbt.node.meta': null },
    'meta',
  ],
  ['tags with other things in them', (node) => set(node, 'tags', [1, 'nightly', {}]), {}, 'tags.0'],
  [
    'a description that is a list',
    (node) => set(node, 'description', ['x']),
    { 'table.dbtDescription': null },
    'description',
  ],
  [
    'a column described by an object',
    (node) => set(node, 'catalog.columns.0.description', {}),
    { 'column.dbtDescription': null },
    'catalog.columns.0.description',
  ],
  [
    'a time that is a number',
    (node) => set(node, 'executionInfo.executeCompletedAt', 1_772_337_600),
    { 'table.lastRefreshedAt': null, 'column.lastRefreshedAt': null },
    'executionInfo.executeCompletedAt',
  ],
  [
    'a time that is none',
    (node) => set(node, 'executionInfo.executeCompletedAt', 'soon'),
    { 'table.lastRefreshedAt': null },
    'executionInfo.executeCompletedAt',
  ],
  [
    'a duration that is a text',
    (node) => set(node, 'executionInfo.executionTime', 'long'),
    { 'table.dbt.node.lastSuccessfulRun.durationSeconds': null },
    'executionInfo.executionTime',
  ],
  [
    'an id that is an object',
    (node) => set(node, 'executionInfo.lastRunId', { id: 1 }),
    { 'table.dbt.node.lastRun.runId': null },
    'executionInfo.lastRunId',
  ],
  [
    'failures that are a list',
    (node) => set(node, 'tests.0.executionInfo.lastRunFailures', [3]),
    { 'table.dbtTests.0.failures': null },
    'tests.0.executionInfo.lastRunFailures',
  ],
  [
    'arguments of 5,000 levels',
    (node) => set(node, 'tests.0.testMetadata.kwargs', NESTED),
    {},
    'tests.0.testMetadata.kwargs',
  ],
  [
    'arguments that are a text',
    (node) => set(node, 'tests.0.testMetadata.kwargs', 'column_name: id'),
    {},
    'tests.0.testMetadata.kwargs',
  ],
];

function set(value: Parsed, path: string, part: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  keys.reduce((parent, key) => parent[key], value)[last] = part;
}

function get(value: Parsed, path: string): unknown {
  return path.split('.').reduce((parent, key) => parent?.[key], value);
}

/** The facts of each table and its column side by side, without the time and the words that depend on them. */
async function readFacts(system: FakeDbtSystem) {
  const { tables, columns, errors } = await system.page(NAMES);
  expect(errors).toEqual([]);
  return tables.map((table, position) => {
    const { asOf: _, ...dbt } = table.dbt;
    return { table: { ...table, dbt }, column: columns[position] };
  });
}

test.each(ODD)(
  '%s costs that fact of that node: the answer is whole, and remembered',
  async (_what, change, costs, path) => {
    await using system = await startFakeDbt(createSample({ models: 2, sources: 1 }));
    const [expected, ...others] = await readFacts(system);
    await system.forget();
    system.graph.log.clear();
    makeOdd(system, change);
    const facts = await readFacts(system);
    expect(facts.slice(1)).toEqual(others);
    for (const [place, value] of Object.entries(costs)) {
      expect(get(expected, place) ?? 'nothing').not.toEqual(value);
      expect(get(facts[0], place) ?? null).toEqual(value);
      if (get(expected, place) !== undefined) set(expected, place, value);
    }
    expect(facts[0]).toEqual(expected);
    system.takeCalls();
    expect(await readFacts(system)).toEqual(facts);
    expect(system.takeCalls()).toEqual([]);
    const said = linesOf(system).filter(({ msg }) => msg.startsWith('dbt sent a value'));
    expect(said).toMatchObject([{ level: 'warn', environmentId: '1', uniqueId: 'model.shop.model_0', path }]);
  },
);

function linesOf({ graph }: FakeDbtSystem): readonly Parsed[] {
  return graph.log.text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

test('a column, a test and a node whose names are numbers keep them as texts', async () => {
  await using system = await startFakeDbt(createSample({ models: 1 }));
  system.host.tamper = (answer) => {
    const { environment } = answer.data;
    for (const list of Object.values<Parsed>(environment?.applied ?? {})) {
      const node = list?.edges?.[0]?.node;
      if (node?.alias !== undefined) Object.assign(node, { alias: 2024, relationName: null });
      if (node?.catalog?.columns !== undefined) node.catalog.columns[0].name = 7;
      if (node?.tests !== undefined) node.tests[0].name = 8;
    }
  };
  await system.forget();
  const { body } = await system.graph.ask(
    `{ _entities(representations: [
      { __typename: "Table", database: "warehouse", schema: "marts", name: "2024" },
      { __typename: "Column", table: { database: "warehouse", schema: "marts", name: "2024" }, name: "7" }]) {
      ... on Table { dbtTests { name } dbt { match { status } } }
      ... on Column { dbtDescription column: dbt { match { status } index } } } }`,
  );
  expect(body).toEqual({
    data: {
      _entities: [
        { dbtTests: [{ name: '8' }], dbt: { match: { status: 'EXACT' } } },
        { dbtDescription: 'The id', column: { match: { status: 'EXACT' }, index: 1 } },
      ],
    },
  });
});

test('what is odd for all nodes in the same way is said once a day, and never with its value', async () => {
  await using system = await startFakeDbt(createSample({ models: 3, sources: 1 }));
  system.host.tamper = (answer, { operationName }) => {
    if (operationName !== 'DbtNodeDetails') return;
    for (const list of Object.values<Parsed>(answer.data.environment.applied))
      for (const { node } of list.edges) node.meta = 'a-secret-note';
  };
  for (const hours of [0, 1, 10, 14]) {
    system.clock.turn(hours * 3_600_000);
    await system.forget();
    expect((await system.page(NAMES)).errors).toEqual([]);
  }
  const said = linesOf(system).filter(({ msg }) => msg.startsWith('dbt sent a value'));
  expect(said).toHaveLength(2);
  expect(system.graph.log.text).not.toContain('a-secret-note');
});
