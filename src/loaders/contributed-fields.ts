import type { TestFact } from '../facts/facts.ts';
import { type ColumnMetadata, toColumnFacts } from './column-facts.ts';
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
  const key = { __typename: 'Column', table } as const;
  if (facts === null) {
    return { ...key, name, dbtDescription: null, lastRefreshedAt: null, tests: null, dbt: null };
  }
  const column = toColumnFacts(name, facts);
  return {
    ...key,
    name,
    dbtDescription: column.dbtDescription,
    lastRefreshedAt: facts.refreshedAt,
    tests: column.tests,
    get dbt() {
      return column.dbt;
    },
  };
}
