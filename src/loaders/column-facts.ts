import { toColumnDescription } from '../facts/descriptions.ts';
import type { ColumnMatchStatus, TestFact, TestSummary } from '../facts/facts.ts';
import { createColumnIndex, findColumn, matchColumn } from '../facts/match-column.ts';
import type { CatalogColumn } from '../facts/node.ts';
import { summarizeTests } from '../facts/test-summary.ts';
import type { TableCatalog, TableFacts } from './table-facts.ts';

/** What is answered for one column, whichever way it was asked for: every property that has the name of a field is that field's value. */
export interface ColumnFacts {
  readonly name: string;
  /** False for a name of which dbt tells nothing: a caller may have made it up. */
  readonly isKnown: boolean;
  readonly dbtDescription: string | null;
  /** Before the filter of `dbtTests`; null unless the table is matched. */
  readonly tests: readonly TestFact[] | null;
  readonly dbt: ColumnMetadata;
}

/** `DbtColumnMatch` of the graph. */
export interface ColumnMatchRecord {
  readonly status: ColumnMatchStatus;
  readonly reason: string;
}

/** `DbtColumnMetadata` of the graph. */
export interface ColumnMetadata {
  readonly match: ColumnMatchRecord;
  readonly dataType: string | null;
  readonly index: number | null;
  readonly tags: readonly string[];
  readonly meta: unknown;
  readonly testSummary: TestSummary;
  readonly asOf: string | null;
}

/** One column of a table, by the name that the catalogue gives it. What is said of its match is worked out when it is read. */
export function toColumnFacts(name: string, table: TableFacts): ColumnFacts {
  const { catalog } = table;
  const column = catalog === null ? null : findColumn(name, catalog.columns);
  const tests = catalog === null ? null : catalog.testsOf(column?.name ?? name);
  const dbtDescription = describe(name, column, catalog);
  return {
    name,
    isKnown: column !== null || dbtDescription !== null || (tests !== null && tests.length > 0),
    dbtDescription,
    tests,
    get dbt() {
      return toColumnMetadata(name, column, tests, table);
    },
  };
}

function toColumnMetadata(
  name: string,
  column: CatalogColumn | null,
  tests: readonly TestFact[] | null,
  { catalog, metadata }: TableFacts,
): ColumnMetadata {
  const { status, reason } = matchColumn(name, {
    unmatched: catalog === null ? metadata.match : null,
    inCatalog: catalog?.inCatalog ?? false,
    columns: catalog?.columns ?? NO_COLUMNS,
  });
  return {
    match: { status, reason },
    dataType: column?.dataType ?? null,
    index: column === null || column.index === null ? null : column.index + (catalog?.positionShift ?? 0),
    tags: column?.tags ?? [],
    meta: column?.meta ?? null,
    testSummary: summarizeTests(tests ?? []),
    asOf: metadata.asOf,
  };
}

/**
 * `DbtTableMetadata.columns`: with names one entry for each of them, as asked; without, every column that dbt knows. Null unless the table
 * is matched.
 */
export function listColumns(
  names: readonly string[] | null,
  table: TableFacts,
): readonly ColumnFacts[] | null {
  if (table.catalog === null) return null;
  const wanted = names ?? table.catalog.listed.map(({ name }) => name);
  return wanted.map((name) => toColumnFacts(name, table));
}

function describe(name: string, column: CatalogColumn | null, catalog: TableCatalog | null): string | null {
  if (column !== null) return toColumnDescription(column);
  // The builder has no catalog, but a source over the same relation has: its text is the column's all the same.
  const told = catalog === null || catalog.inCatalog ? null : findColumn(name, catalog.sourceColumns);
  return told === null ? null : toColumnDescription(told);
}

const NO_COLUMNS = createColumnIndex<CatalogColumn>([]);
