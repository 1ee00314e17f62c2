import { type ColumnFacts, toColumnFacts } from './column-facts.ts';
import type { TableFacts } from './table-facts.ts';

/** The key of a table as the gateway sent it: it may be asked for again, and goes back letter for letter. */
export interface TableReferenceKey {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
}

/** What a reference to `Table` becomes. */
export interface ContributedTable {
  readonly __typename: 'Table';
  readonly key: TableReferenceKey;
  /** Null where nothing of the table was asked for but its key. */
  readonly facts: TableFacts | null;
}

/** What a reference to `Column` becomes. */
export interface ContributedColumn {
  readonly __typename: 'Column';
  readonly name: string;
  readonly table: ContributedTable;
  /** Null where nothing was asked for but the key. */
  readonly column: ColumnFacts | null;
}

export function toContributedTable(key: TableReferenceKey, facts: TableFacts | null): ContributedTable {
  return { __typename: 'Table', key, facts };
}

export function toContributedColumn(
  name: string,
  key: TableReferenceKey,
  facts: TableFacts | null,
): ContributedColumn {
  const column = facts === null ? null : toColumnFacts(name, facts);
  return { __typename: 'Column', name, table: toContributedTable(key, facts), column };
}
