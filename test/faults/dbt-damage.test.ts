import { describe, expect, test } from 'vitest';
import { putAt, valueAt } from '../dbt/answer-places.ts';
import { createSample } from '../dbt/sample-nodes.ts';
import { type FakeDbtSystem, type Page, startFakeDbt } from './fake-dbt.ts';

const MINUTE_MS = 60_000;
const SAMPLE = createSample({ models: 3, sources: 2 });
const NAMES = ['model_0', 'model_1', 'source_0'];

/** Where an answer is damaged, and what stands there then; undefined: nothing. */
type Damage = readonly [name: string, operation: RegExp, path: string, value: unknown];

const DAMAGES: readonly Damage[] = [
  ['null for the models of the index', /DbtIndex/, 'applied.models.edges', null],
  ['no list of sources in the index', /DbtIndex/, 'applied.sources', undefined],
  ['null for the page of the snapshots', /DbtIndex/, 'applied.snapshots.pageInfo', null],
  ['a row of the index without its id', /DbtIndex/, 'applied.models.edges.1.node.uniqueId', undefined],
  ['null for a row of the index', /DbtIndex/, 'applied.seeds.edges', [null]],
  ['null for the tests of a node', /Details/, 'applied.LIST.edges.0.node.tests', null],
  ['no tests of a node', /Details/, 'applied.LIST.edges.0.node.tests', undefined],
  ['no tags of a node', /Details/, 'applied.LIST.edges.0.node.tags', undefined],
  ['null for the rows of the details', /Details/, 'applied.LIST.edges', null],
  ['no page of the details', /Details/, 'applied.LIST.pageInfo', undefined],
];

function damage({ host }: FakeDbtSystem, [, operation, path, value]: Damage): void {
  host.tamper = (answer, { operationName }) => {
    if (!operation.test(operationName)) return;
    const { environment } = answer.data;
    // The lists of details have names of their own.
    const list = Object.keys(environment.applied).find((key) => key.startsWith('models')) ?? 'LIST';
    const keys = path.replace('LIST', list).split('.');
    // A page holds the lists that it was asked for.
    if (valueAt(environment, keys.slice(0, -1)) !== undefined) putAt(environment, keys, value);
  };
}

const withoutTimes = ({ tables, ...rest }: Page) => ({
  ...rest,
  tables: tables.map((table) => ({ ...table, dbt: { ...table.dbt, asOf: null } })),
});
const asOfFirst = ({ tables }: Page) => Date.parse(tables[0].dbt.asOf);

const SEVERITIES: Damage = [
  'null for the tests of the index, which tell the severities',
  /DbtIndex/,
  'applied.tests.edges',
  null,
];

describe.each(DAMAGES)('%s', (...fault) => {
  test('is no absence: nulls, UNAVAILABLE, one DBT_RESPONSE_INVALID; nothing of it is remembered', async () => {
    await using system = await startFakeDbt(SAMPLE);
    damage(system, fault);
    await system.forget();
    const { tables, errors } = await system.page(NAMES);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['DBT_RESPONSE_INVALID']);
    for (const table of tables) {
      expect(table).toMatchObject({ dbtDescription: null, lastRefreshedAt: null, dbtTests: null });
      expect(table.dbt.match.status).toBe('UNAVAILABLE');
    }
    system.host.tamper = () => undefined;
    const healed = await system.page(NAMES);
    expect(healed.errors).toEqual([]);
    expect(healed.tables.map(({ dbtDescription }) => dbtDescription)).toEqual(
      NAMES.map((name) => `About ${name}`),
    );
    expect(healed.tables.map(({ dbtTests }) => dbtTests.length)).toEqual([1, 1, 1]);
  });
});

test('damage to the severities alone costs the severities; nothing of it is remembered', async () => {
  await using system = await startFakeDbt(SAMPLE);
  damage(system, SEVERITIES);
  const { tables, errors } = await system.page(NAMES);
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(['DBT_RESPONSE_INVALID']);
  system.host.tamper = () => undefined;
  const healed = await system.page(NAMES);
  expect(healed.errors).toEqual([]);
  expect(healed.tables.map(({ dbtTests }) => dbtTests[0].severity)).toEqual(['WARN', 'WARN', 'WARN']);
  expect(tables).toEqual(
    healed.tables.map((table) => ({ ...table, dbtTests: [{ ...table.dbtTests[0], severity: null }] })),
  );
});

describe.each([...DAMAGES, SEVERITIES])('%s', (...fault) => {
  test('costs nothing of what was read before: the old facts are served, with their asOf, until dbt is well', async () => {
    await using system = await startFakeDbt(SAMPLE);
    const before = await system.page(NAMES);
    expect(before.errors).toEqual([]);
    damage(system, fault);
    for (const minutes of [16, 60]) {
      system.clock.turn(minutes * MINUTE_MS);
      for (let times = 0; times < 3; times++) {
        const page = await system.page(NAMES);
        expect(withoutTimes(page)).toEqual(withoutTimes(before));
        expect(asOfFirst(page)).toBeLessThan(asOfFirst(before) + MINUTE_MS);
      }
    }
    await expect.poll(() => system.graph.log.text).toContain('facts were not read again');
    system.host.tamper = () => undefined;
    system.clock.turn(16 * MINUTE_MS);
    await expect
      .poll(async () => asOfFirst(await system.page(NAMES)))
      .toBeGreaterThan(asOfFirst(before) + 90 * MINUTE_MS);
  });
});

test.each<[string, string, unknown]>([
  ['null for the environment', 'e0', null],
  ['no environment', 'e0', undefined],
  ['no applied state', 'e0.applied', undefined],
  ['no definition state', 'e0.definition', undefined],
  ['a list for a state', 'e0.applied', []],
])('a change check that is answered with %s tells of no change', async (_what, path, value) => {
  await using system = await startFakeDbt(SAMPLE);
  const before = await system.page(NAMES);
  system.takeCalls();
  let checks = 0;
  system.host.tamper = (answer, { operationName }) => {
    if (operationName !== 'DbtChange') return;
    checks += 1;
    putAt(answer.data, path.split('.'), value);
  };
  for (let times = 1; times <= 2; times++) {
    system.clock.turn(31_000);
    expect(await system.page(NAMES)).toEqual(before);
    await expect.poll(() => checks).toBe(times);
  }
  system.host.tamper = () => undefined;
  system.clock.turn(31_000);
  expect(await system.page(NAMES)).toEqual(before);
  expect(system.takeCalls()).toEqual([]);
});

test('an environment that has no applied state (yet) is no damage: its tables are not in dbt', async () => {
  await using system = await startFakeDbt({ applied: null, definition: null });
  const { tables, errors } = await system.page(['model_0']);
  expect(errors).toEqual([]);
  expect(tables[0].dbt.match.status).toBe('NOT_IN_DBT');
});

test.each([1, 2, 7])('a host that hands out %i rows a page tells the same facts', async (rows) => {
  await using whole = await startFakeDbt(SAMPLE);
  await using system = await startFakeDbt(SAMPLE);
  system.host.rowsPerPage = () => rows;
  const names = ['model_0', 'model_1', 'model_2', 'source_0', 'source_1'];
  const expected = withoutTimes(await whole.page(names));
  expect(expected.tables.map(({ dbtDescription }) => dbtDescription)).toEqual(
    names.map((name) => `About ${name}`),
  );
  expect(withoutTimes(await system.page(names))).toEqual(expected);
  system.takeCalls();
  await system.page(names);
  expect(system.takeCalls()).toEqual([]);
});
