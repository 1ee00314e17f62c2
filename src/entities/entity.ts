import { typeNameOf } from '../document/cost.ts';
import {
  type ContributedColumn,
  type ContributedTable,
  type TableReferenceKey,
  toContributedColumn,
  toContributedTable,
} from '../loaders/contributed.ts';
import type { TableFacts } from '../loaders/table-facts.ts';
import { ReferenceProblem, readColumnReference, readTableReference } from './references.ts';

/** What a reference names. */
export interface Entity {
  readonly typeName: 'Table' | 'Column';
  /** Of the table, or of the column's. */
  readonly table: TableReferenceKey;
  /** Null for a table. */
  readonly column: string | null;
}

export function readEntity(reference: unknown): Entity | ReferenceProblem {
  switch (typeNameOf(reference)) {
    case 'Table': {
      const table = readTableReference(reference);
      return table instanceof ReferenceProblem ? table : { typeName: 'Table', table, column: null };
    }
    case 'Column': {
      const column = readColumnReference(reference);
      if (column instanceof ReferenceProblem) return column;
      return { typeName: 'Column', table: column.table, column: column.name };
    }
    default:
      return NO_ENTITY;
  }
}

const NO_ENTITY = new ReferenceProblem(
  'A reference must be an object whose `__typename` is Table or Column.',
);

/** `facts` null where nothing was asked for but the key. */
export function toContributed(
  { table, column }: Entity,
  facts: TableFacts | null,
): ContributedTable | ContributedColumn {
  return column === null ? toContributedTable(table, facts) : toContributedColumn(column, table, facts);
}
