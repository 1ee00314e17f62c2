import { describe, expect, test } from 'vitest';
import type { Parsed } from '../support/ask.ts';
import { firstModel, readDetails } from './tampered-reads.ts';

describe('a fact of the first model', () => {
  const models = async (change: (node: Parsed) => void) => {
    const { lists, odd } = await readDetails((answer) => change(firstModel(answer)));
    return { node: lists.models?.[0], odd: odd.map(({ uniqueId, path }) => `${uniqueId} ${path}`) };
  };

  test.each<[unknown, number | null]>([
    [1, 1],
    [0, 0],
    ['3', 3],
    [2_147_483_646, 2_147_483_646],
    [2_147_483_648, null],
    [1e300, null],
    [-1, null],
    [1.5, null],
    ['', null],
    ['0x10', null],
    [true, null],
    [[1], null],
  ])('the position %j of a column reads %j', async (index, expected) => {
    const { node, odd } = await models(({ catalog }) => Object.assign(catalog.columns[1], { index }));
    expect(node.catalog.columns.map((column: Parsed) => column.index)).toEqual([1, expected]);
    expect(odd).toEqual(expected === null ? ['model.shop.model_0 catalog.columns.1.index'] : []);
  });

  test.each<[string, unknown, unknown]>([
    ['a number', 7, '7'],
    ['a number with a fraction', 2024.5, '2024.5'],
    ['a text', 'x', 'x'],
    ['the empty text', '', ''],
    ['yes or no', true, null],
    ['a list', ['x'], null],
    ['an object', { text: 'x' }, null],
  ])('a text that is %s', async (_what, value, expected) => {
    const { node, odd } = await models((tampered) => {
      tampered.description = value;
      tampered.catalog.columns[0].name = value;
      tampered.tests[0].testMetadata.namespace = value;
    });
    const { description, catalog, tests } = node;
    expect([description, catalog.columns[0].name, tests[0].testMetadata.namespace]).toEqual(
      Array(3).fill(expected),
    );
    expect(odd).toHaveLength(expected === null ? 3 : 0);
  });

  test.each<[unknown, string | null]>([
    [9001, '9001'],
    ['70471823404585', '70471823404585'],
    [2 ** 53, null],
    [1.5, null],
    [{}, null],
  ])('the id %j of a run reads %j', async (value, expected) => {
    const { node, odd } = await models(({ executionInfo }) =>
      Object.assign(executionInfo, { lastRunId: value }),
    );
    expect(node.executionInfo.lastRunId).toBe(expected);
    expect(odd).toHaveLength(expected === null ? 1 : 0);
  });

  test.each<[unknown, string | null]>([
    ['2026-03-01 04:00:00+00', '2026-03-01 04:00:00+00'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    ['yesterday', null],
    [1_772_337_600, null],
    [{ seconds: 1 }, null],
  ])('the time %j reads %j', async (value, expected) => {
    const { node, odd } = await models((tampered) => {
      tampered.executionInfo.executeCompletedAt = value;
    });
    expect(node.executionInfo.executeCompletedAt).toBe(expected);
    expect(odd).toHaveLength(expected === null ? 1 : 0);
  });

  test('a duration beyond all numbers is none', async () => {
    const { lists, odd } = await readDetails((answer) =>
      JSON.stringify(answer).replace('"executionTime":1.5', '"executionTime":1e999'),
    );
    expect(lists.models?.map((node) => node.executionInfo.executionTime)).toEqual([null, 1.5, 1.5]);
    expect(odd).toMatchObject([{ uniqueId: 'model.shop.model_0', path: 'executionInfo.executionTime' }]);
  });

  test.each<[unknown, readonly string[]]>([
    [
      ['a', 7, 'b', null, {}, ['c']],
      ['a', 'b'],
    ],
    [[null], []],
    ['finance', []],
    [7, []],
    [{ 0: 'a' }, []],
  ])('of the tags %j, %j are left', async (tags, expected) => {
    const { node, odd } = await models((tampered) => {
      tampered.tags = tags;
      tampered.catalog.columns[1].tags = tags;
    });
    expect(node.tags).toEqual(expected);
    expect(node.catalog.columns.map((column: Parsed) => column.tags)).toEqual([['pii'], expected]);
    expect(new Set(odd.map((told) => told.replace(/\.\d$/, '')))).toEqual(
      new Set(['model.shop.model_0 tags', 'model.shop.model_0 catalog.columns.1.tags']),
    );
  });

  test('columns that are none are left out, the others stay', async () => {
    const { node, odd } = await models(({ catalog }) => {
      catalog.columns = [null, catalog.columns[0], 7, ['x'], catalog.columns[1]];
    });
    expect(node.catalog.columns.map((column: Parsed) => column.name)).toEqual(['id', 'amount']);
    expect(odd).toEqual(['model.shop.model_0 catalog.columns.0']);
    const { node: other } = await models(({ catalog }) => Object.assign(catalog, { columns: 'many' }));
    expect(other.catalog).toEqual({ owner: 'loader', columns: [] });
  });

  test('a test without a name, and with arguments that are none, is still that test', async () => {
    const { node, odd } = await models(({ tests }) => {
      tests[0].name = null;
      tests[0].testMetadata.kwargs = ['column_name', 'id'];
      tests[0].executionInfo.lastRunFailures = 'several';
    });
    expect(node.tests).toMatchObject([
      {
        uniqueId: 'test.shop.not_null_model_0_id',
        name: null,
        lastKnownResult: 'pass',
        testMetadata: { name: 'not_null', kwargs: null },
        executionInfo: { lastRunFailures: null },
      },
    ]);
    expect(odd).toEqual([
      'model.shop.model_0 tests.0.testMetadata.kwargs',
      'model.shop.model_0 tests.0.executionInfo.lastRunFailures',
    ]);
  });
});
