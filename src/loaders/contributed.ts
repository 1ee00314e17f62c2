import { type ColumnFacts, toColumnFacts } from './column-facts.ts';
import type { TableFacts } from './table-facts.ts';

/** The key of a table as the gateway sent it: it may be asked for again, and goes back letter for letter. */
export interface TableReferenceKey {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
}

/** A reference as it came. */
export type Reference = Readonly<Record<string, unknown>>;

/** What a reference to a table becomes. */
export interface ContributedTable {
  /** As the graph's owner calls it; `Table` unless a mapping says otherwise. */
  readonly __typename: string;
  readonly key: TableReferenceKey;
  readonly reference: Reference;
  /** Null where nothing of the table was asked for but its key. */
  readonly facts: TableFacts | null;
}

/** What a reference to a column becomes. */
export interface ContributedColumn {
  readonly __typename: string;
  readonly name: string;
  readonly reference: Reference;
  readonly table: ContributedTable;
  /** Null where nothing was asked for but the key. */
  readonly column: ColumnFacts | null;
}

export function toContributedColumn(
  named: Pick<ContributedColumn, '__typename' | 'name' | 'reference' | 'table'>,
): ContributedColumn {
  const { facts } = named.table;
  return { ...named, column: facts === null ? null : toColumnFacts(named.name, facts) };
}
