import { describe, expect, it } from 'vitest';
import { toPositionShift } from '../../src/facts/column-position.ts';
import { toColumnDescription, toDescription } from '../../src/facts/descriptions.ts';
import type { ColumnMatch } from '../../src/facts/facts.ts';
import { createColumnIndex, matchColumn } from '../../src/facts/match-column.ts';
import type { CatalogColumn } from '../../src/facts/node.ts';
import { column, details } from './builders.ts';

function match(name: string, ...columns: readonly string[]): ColumnMatch<CatalogColumn> {
  const index = createColumnIndex(columns.map((spelled) => column(spelled)));
  return matchColumn(name, { unmatched: null, inCatalog: true, columns: index });
}

describe('matchColumn', () => {
  it.each([
    ['id', ['id', 'ID'], 'EXACT', 'id'],
    ['ID', ['id', 'ID'], 'EXACT', 'ID'],
    ['PATIENT_ID', ['patient_id'], 'FOLDED', 'patient_id'],
    ['Id', ['id', 'ID'], 'AMBIGUOUS', null],
    ['missing', ['id'], 'NOT_IN_DBT', null],
    ['id', [], 'NOT_IN_DBT', null],
    ['Area name (£)', ['Area name (£)'], 'EXACT', 'Area name (£)'],
  ])('%s among %j is %s', (name, columns, status, found) => {
    const result = match(name, ...columns);
    expect([result.status, result.column?.name ?? null]).toEqual([status, found]);
  });

  it.each([
    [
      'Id',
      ['id', 'ID'],
      '`Id` fits several columns that differ only by case: `ID`, `id`. Spell it in the catalogue exactly as the warehouse stores it.',
    ],
    ['ID', ['id'], '`ID` was matched to `id` without regard to case. Nothing needs to change.'],
    [
      'Order ID',
      ['order_id'],
      "dbt's catalog of this table has no column `Order ID`. `order_id` comes near: if that is the column, correct its name in the catalogue.",
    ],
    [
      '%',
      ['#'],
      "dbt's catalog of this table has no column `%`. If it is new, run `dbt docs generate` in a job of the environment, so that dbt reads the columns again.",
    ],
    [
      'new',
      ['id'],
      "dbt's catalog of this table has no column `new`. If it is new, run `dbt docs generate` in a job of the environment, so that dbt reads the columns again.",
    ],
  ])('%s among %j is explained', (name, columns, reason) => {
    expect(match(name, ...columns).reason).toBe(reason);
  });

  it('tells a table without a catalog from a column that is not in it', () => {
    const table = { unmatched: null, inCatalog: false, columns: createColumnIndex<CatalogColumn>([]) };
    const result = matchColumn('id', table);
    expect(result).toMatchObject({ status: 'CATALOG_NOT_GENERATED', column: null });
    expect(result.reason).toContain('dbt docs generate');
  });

  it.each([
    ['NOT_IN_DBT', 'TABLE_NOT_MATCHED', "The column's table is not matched. No dbt node has it."],
    ['AMBIGUOUS', 'TABLE_NOT_MATCHED', "The column's table is not matched. No dbt node has it."],
    ['NOT_CONFIGURED', 'NOT_CONFIGURED', 'No dbt node has it.'],
    ['UNAVAILABLE', 'UNAVAILABLE', 'No dbt node has it.'],
  ] as const)('of a table that is %s says %s', (status, expected, reason) => {
    const unmatched = { status, reason: 'No dbt node has it.' };
    const table = { unmatched, inCatalog: true, columns: createColumnIndex([column('id')]) };
    expect(matchColumn('id', table)).toEqual({ status: expected, reason, column: null });
  });
});

describe('descriptions', () => {
  it('are passed on byte for byte, and null when blank', () => {
    const text = '  Größe der *Lieferung*\r\n\r\n| a | b |\n';
    expect(toColumnDescription(column('a', { description: text }))).toBe(text);
    expect(toColumnDescription(column('a', { description: ' \r\n\t' }))).toBeNull();
    expect(toDescription(details({ description: '' }), [])).toBeNull();
  });

  const texts = (description: string | null, sourceDescription: string | null = null) =>
    details({ description, sourceDescription });

  it.each([
    ['its own text', texts('own'), [texts('of a source', 'group')], 'own'],
    ['the text of a source, where it has none', texts(' \n'), [texts('of a source', 'group')], 'of a source'],
    [
      'the text of the second source, where the first has none',
      texts(null),
      [texts(''), texts('second')],
      'second',
    ],
    [
      'the text of a group, where no source has any',
      texts(null),
      [texts('', ' '), texts('', 'group')],
      'group',
    ],
    ["a source's own text before its group's", texts('table', 'group'), [], 'table'],
    ['the text of its group', texts('  ', 'group'), [], 'group'],
    ["another source's own text before its own group's", texts('', 'group'), [texts('second')], 'second'],
    ['nothing where all are blank', texts(''), [texts(' ', '\t')], null],
  ] as const)('of a table are %s', (_title, answer, sources, expected) => {
    expect(toDescription(answer, sources)).toBe(expected);
  });
});

it('columns numbered from 0 are shifted by one', () => {
  expect(toPositionShift([column('a', { index: 0 }), column('b', { index: 1 })])).toBe(1);
  expect(toPositionShift([column('a', { index: 1 }), column('b', { index: 2 })])).toBe(0);
  expect(toPositionShift([column('a')])).toBe(0);
});
