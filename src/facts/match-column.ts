import type { ColumnMatch, TableStatus } from './facts.ts';
import { toLetters } from './likeness.ts';

/** The columns of one table, ready to be asked for one by one: wide tables have well over a thousand. */
export interface ColumnIndex<Column> {
  readonly exact: ReadonlyMap<string, Column>;
  /** Without case. */
  readonly folded: ReadonlyMap<string, readonly Column[]>;
  /** By letters and digits alone: for explanations only. */
  nearby(name: string): Column | null;
}

/** What the catalogue's column belongs to. */
export interface ColumnTable<Column> {
  /** Null where the table is matched. */
  readonly unmatched: UnmatchedTable | null;
  /** Whether dbt has the warehouse's catalog of the node that answers for the table. */
  readonly inCatalog: boolean;
  readonly columns: ColumnIndex<Column>;
}

/** Why nothing is known of a table: its columns say the same. */
export interface UnmatchedTable {
  readonly status: TableStatus;
  readonly reason: string;
}

export function createColumnIndex<Column extends { readonly name: string }>(
  columns: readonly Column[],
): ColumnIndex<Column> {
  const exact = new Map<string, Column>();
  const folded = new Map<string, Column[]>();
  for (const column of columns) {
    if (exact.has(column.name)) continue;
    exact.set(column.name, column);
    const key = column.name.toLowerCase();
    const same = folded.get(key);
    if (same === undefined) folded.set(key, [column]);
    else same.push(column);
  }
  let byLetters: ReadonlyMap<string, Column> | undefined;
  return {
    exact,
    folded,
    nearby: (name) => {
      byLetters ??= new Map([...exact.values()].reverse().map((column) => [toLetters(column.name), column]));
      return byLetters.get(toLetters(name)) ?? null;
    },
  };
}

/** The column of this name: exactly, else without case where that leaves one column; so in every warehouse, BigQuery included. */
export function findColumn<Column extends { readonly name: string }>(
  name: string,
  columns: ColumnIndex<Column>,
): Column | null {
  const folded = columns.folded.get(name.toLowerCase()) ?? [];
  return columns.exact.get(name) ?? (folded.length === 1 ? (folded[0] ?? null) : null);
}

/** Matches a column as `findColumn` does, and says in words what came of it. */
export function matchColumn<Column extends { readonly name: string }>(
  name: string,
  table: ColumnTable<Column>,
): ColumnMatch<Column> {
  if (table.unmatched !== null) {
    const { status, reason } = table.unmatched;
    return status === 'NOT_CONFIGURED' || status === 'UNAVAILABLE'
      ? { status, reason, column: null }
      : { status: 'TABLE_NOT_MATCHED', reason: `The column's table is not matched. ${reason}`, column: null };
  }
  if (!table.inCatalog) {
    return {
      status: 'CATALOG_NOT_GENERATED',
      reason:
        'dbt has no catalog of this table, and columns are known from the catalog alone. Run `dbt docs generate` in a job of the environment (the job setting "Generate docs on run").',
      column: null,
    };
  }
  const exact = table.columns.exact.get(name);
  if (exact !== undefined) {
    return { status: 'EXACT', reason: 'dbt has a column of exactly this name.', column: exact };
  }
  const column = findColumn(name, table.columns);
  if (column === null) {
    const alike = table.columns.folded.get(name.toLowerCase()) ?? [];
    return alike.length > 1 ? ambiguous(name, alike) : notInDbt(name, table.columns);
  }
  return {
    status: 'FOLDED',
    reason: `\`${name}\` was matched to \`${column.name}\` without regard to case. Nothing needs to change.`,
    column,
  };
}

function ambiguous<Column extends { readonly name: string }>(
  name: string,
  alike: readonly Column[],
): ColumnMatch<Column> {
  return {
    status: 'AMBIGUOUS',
    reason: `\`${name}\` fits several columns that differ only by case: ${listNames(alike)}. Spell it in the catalogue exactly as the warehouse stores it.`,
    column: null,
  };
}

function notInDbt<Column extends { readonly name: string }>(
  name: string,
  columns: ColumnIndex<Column>,
): ColumnMatch<Column> {
  const near = columns.nearby(name);
  const advice =
    near === null
      ? 'If it is new, run `dbt docs generate` in a job of the environment, so that dbt reads the columns again.'
      : `\`${near.name}\` comes near: if that is the column, correct its name in the catalogue.`;
  return {
    status: 'NOT_IN_DBT',
    reason: `dbt's catalog of this table has no column \`${name}\`. ${advice}`,
    column: null,
  };
}

function listNames(columns: readonly { readonly name: string }[]): string {
  return columns
    .map((column) => `\`${column.name}\``)
    .sort()
    .join(', ');
}
