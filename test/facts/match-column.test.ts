import { describe, expect, it } from 'vitest';
import { toPositionShift } from '../../src/facts/column-position.ts';
import { toColumnDescription, toDescription } from '../../src/facts/descriptions.ts';
import type { ColumnMatch } from '../../src/facts/facts.ts';
import { createColumnIndex, matchColumn } from '../../src/facts/match-column.ts';
import type { CatalogColumn } from '../../src/facts/node.ts';
import { column, details } from './builders.ts';

function match(name: string, ...columns: readonly string[]): ColumnMatch<CatalogColumn> {
  const index = createColumnIndex(columns.map((spelled) => column(spelled)));
  return matchColumn(name, { matched: true, inCatalog: true, columns: index });
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
    const table = { matched: true, inCatalog: false, columns: createColumnIndex<CatalogColumn>([]) };
    const result = matchColumn('id', table);
    expect(result).toMatchObject({ status: 'CATALOG_NOT_GENERATED', column: null });
    expect(result.reason).toContain('dbt docs generate');
  });

  it('passes on why the table is not matched', () => {
    const columns = createColumnIndex([column('id')]);
    const table = { matched: false, inCatalog: true, columns, tableReason: 'No dbt node has it.' };
    expect(matchColumn('id', table)).toEqual({
      status: 'TABLE_NOT_MATCHED',
      reason: "The column's table is not matched. No dbt node has it.",
      column: null,
    });
  });
});

describe('descriptions', () => {
  it('are passed on byte for byte, and null when blank', () => {
    const text = '  Größe der *Lieferung*\r\n\r\n| a | b |\n';
    expect(toColumnDescription(column('a', { description: text }))).toBe(text);
    expect(toColumnDescription(column('a', { description: ' \r\n\t' }))).toBeNull();
    expect(toDescription(details({ description: '' }))).toBeNull();
  });

  it("of a source are the table's own, then those of its group", () => {
    expect(toDescription(details({ description: 'table', sourceDescription: 'group' }))).toBe('table');
    expect(toDescription(details({ description: '  ', sourceDescription: 'group' }))).toBe('group');
  });
});

it('columns numbered from 0 are shifted by one', () => {
  expect(toPositionShift([column('a', { index: 0 }), column('b', { index: 1 })])).toBe(1);
  expect(toPositionShift([column('a', { index: 1 }), column('b', { index: 2 })])).toBe(0);
  expect(toPositionShift([column('a')])).toBe(0);
});
