import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detailsOperation, indexOperation } from '../../src/dbt/operations.ts';
import { type Place, placesOf, putAt, valueAt } from './answer-places.ts';
import { type Answered, firstModel, GROUPS, readDetails, readIndex } from './tampered-reads.ts';

const queries = {
  details: detailsOperation('1', GROUPS, new Map(GROUPS.map(({ alias }) => [alias, null])), new Set()).query,
  index: indexOperation(
    '1',
    new Map([
      ['applied.models', null],
      ['applied.tests', null],
    ]),
    new Set(),
  ).query,
};

/** Facts of the first row of each list: values, and objects that hold values. */
const factsOf = (query: string): readonly Place[] =>
  placesOf(query).filter(
    ({ path, kind }) =>
      path.includes('node') &&
      // What a sample shows is of no node.
      !path.some((key) => String(key).startsWith('catalog_of_')) &&
      kind !== 'list' &&
      !['node', 'uniqueId'].includes(String(path.at(-1))),
  );

const ANYTHING = fc.oneof(
  fc.constantFrom<unknown>(
    true,
    false,
    7,
    -1,
    1.5,
    2 ** 31,
    1e300,
    '',
    '7',
    'x',
    'yesterday',
    [],
    {},
    ['x'],
    [{}],
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

describe.each([
  ['details', queries.details, readDetails],
  ['the index', queries.index, readIndex],
] as const)('whatever stands for a fact in %s', (_what, query, read) => {
  const facts = factsOf(query);

  test('it costs that fact of that node, and no other', async () => {
    const untouched = (await read()).lists;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...facts), ANYTHING, async ({ path, kind, isPromised }, value) => {
        fc.pre(!(isPromised && kind === 'object' && value === null));
        // An object in the place of an object is read for the facts in it.
        fc.pre(!(kind === 'object' && typeof value === 'object' && !Array.isArray(value)));
        const { lists, odd } = await read((answer) => putAt(answer, path, value));
        const list = String(path[path.indexOf('edges') - 1]);
        const below = path.slice(path.indexOf('node') + 1);
        const fact = valueAt(lists[list]?.[0], below);
        // What was a value and reads as nothing is told.
        if (kind === 'value' && value !== null && fact === null) expect(odd).toHaveLength(1);
        for (const told of odd) {
          expect(told).toMatchObject({ environmentId: '1', uniqueId: untouched[list]?.[0].uniqueId });
          expect(told.path).toBe(below.join('.'));
          expect(fact).toBeNull();
        }
        if (typeof fact !== typeof value && fact !== null)
          expect(['number', 'string']).toContain(typeof fact);
        expect(without(lists, list, below)).toEqual(without(untouched, list, below));
      }),
      { numRuns: 150 },
    );
  });
});

/** The lists without one fact of the first row of one of them. */
function without(lists: Answered['lists'], list: string, below: Place['path']): unknown {
  const copy = structuredClone(lists);
  if (valueAt(copy[list]?.[0], below.slice(0, -1)) !== undefined) putAt(copy[list]?.[0], below, 'fact');
  return copy;
}

describe('what is told of odd values', () => {
  test('names the first of a kind, and never the value', async () => {
    const { odd } = await readDetails((answer) => {
      for (const { node } of answer.data.environment.applied.models.edges) {
        for (const column of node.catalog.columns) column.type = { secret: 'dbtc_token' };
      }
    });
    expect(odd).toEqual([
      {
        environmentId: '1',
        uniqueId: 'model.shop.model_0',
        path: 'catalog.columns.0.type',
        kind: 'catalog.columns.type',
      },
    ]);
  });

  test('holds no token, should an id repeat it', async () => {
    const { odd } = await readIndex((answer) => {
      firstModel(answer).uniqueId = `model.dbtc_token.${'x'.repeat(500)}`;
      firstModel(answer).schema = [];
    });
    expect(odd).toMatchObject([{ path: 'schema' }]);
    expect(odd[0]?.uniqueId).toMatch(/^model\.\*\*\*\.x+$/);
    expect(odd[0]?.uniqueId?.length).toBeLessThanOrEqual(200);
  });

  test('of the environment itself names no row', async () => {
    const { odd } = await readIndex((answer) => {
      answer.data.environment.adapterType = ['duckdb'];
    });
    expect(odd).toMatchObject([{ uniqueId: null, path: 'environment.adapterType' }]);
  });
});
