import { toColumnDescription } from '../facts/descriptions.ts';
import type { ColumnMatchStatus, TestFact, TestSummary } from '../facts/facts.ts';
import { createColumnIndex, matchColumn } from '../facts/match-column.ts';
import type { CatalogColumn } from '../facts/node.ts';
import { summarizeTests } from '../facts/test-summary.ts';
import type { TableFacts, TableMetadata } from './table-facts.ts';

/** What a reference to `Table` becomes: every property that has the name of a field is that field's value. */
export interface ContributedTable {
  readonly __typename: 'Table';
  readonly database: string;
  readonly schema: string;
  readonly name: string;
  readonly dbtDescription: string | null;
  readonly lastRefreshedAt: string | null;
  /** Before the filter of `dbtTests`. */
  readonly tests: readonly TestFact[] | null;
  readonly dbt: TableMetadata | null;
}

/** What a reference to `Column` becomes. */
export interface ContributedColumn {
  readonly __typename: 'Column';
  readonly name: string;
  /** The key of its table, as the gateway sent it. */
  readonly table: TableReferenceKey;
  readonly dbtDescription: string | null;
  readonly lastRefreshedAt: string | null;
  readonly tests: readonly TestFact[] | null;
  readonly dbt: ColumnMetadata | null;
}

/** `DbtColumnMetadata` of the graph. */
export interface ColumnMetadata {
  readonly match: { readonly status: ColumnMatchStatus; readonly reason: string };
  readonly dataType: string | null;
  readonly index: number | null;
  readonly tags: readonly string[];
  readonly meta: unknown;
  readonly testSummary: TestSummary;
  readonly asOf: string | null;
}

/** The key as the gateway sent it: it may be asked for again, and goes back letter for letter. */
export interface TableReferenceKey {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
}

export function toContributedTable(key: TableReferenceKey, facts: TableFacts | null): ContributedTable {
  const { database, schema, name } = key;
  return {
    __typename: 'Table',
    database,
    schema,
    name,
    dbtDescription: facts?.description ?? null,
    lastRefreshedAt: facts?.refreshedAt ?? null,
    tests: facts?.tests ?? null,
    dbt: facts?.metadata ?? null,
  };
}

export function toContributedColumn(
  name: string,
  table: TableReferenceKey,
  facts: TableFacts | null,
): ContributedColumn {
  if (facts === null) {
    return {
      __typename: 'Column',
      name,
      table,
      dbtDescription: null,
      lastRefreshedAt: null,
      tests: null,
      dbt: null,
    };
  }
  const { catalog, metadata } = facts;
  const match = matchColumn(name, {
    matched: catalog !== null,
    inCatalog: catalog?.inCatalog ?? false,
    columns: catalog?.columns ?? NO_COLUMNS,
    tableReason: metadata.match.reason,
  });
  const { column } = match;
  const tests = catalog === null ? null : catalog.testsOf(column?.name ?? name);
  return {
    __typename: 'Column',
    name,
    table,
    dbtDescription: column === null ? null : toColumnDescription(column),
    lastRefreshedAt: facts.refreshedAt,
    tests,
    dbt: {
      match: { status: match.status, reason: match.reason },
      dataType: column?.dataType ?? null,
      index: column === null || column.index === null ? null : column.index + (catalog?.positionShift ?? 0),
      tags: column?.tags ?? [],
      meta: column?.meta ?? null,
      testSummary: summarizeTests(tests ?? []),
      asOf: metadata.asOf,
    },
  };
}

const NO_COLUMNS = createColumnIndex<CatalogColumn>([]);
