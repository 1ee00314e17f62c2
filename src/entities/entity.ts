import { graphqlError } from '../errors.ts';
import {
  type ContributedColumn,
  type ContributedTable,
  type TableReferenceKey,
  toContributedColumn,
  toContributedTable,
} from '../loaders/contributed.ts';
import type { TableFacts } from '../loaders/table-facts.ts';
import { parseColumnReference, parseTableReference } from './references.ts';

/** What a reference names. */
export interface Entity {
  readonly typeName: 'Table' | 'Column';
  /** Of the table, or of the column's. */
  readonly table: TableReferenceKey;
  /** Null for a table. */
  readonly column: string | null;
}

/** Throws BAD_USER_INPUT for what names none. */
export function parseEntity(reference: unknown): Entity {
  switch (typeNameOf(reference)) {
    case 'Table':
      return { typeName: 'Table', table: parseTableReference(reference), column: null };
    case 'Column': {
      const { table, name } = parseColumnReference(reference);
      return { typeName: 'Column', table, column: name };
    }
    default:
      throw graphqlError(
        'BAD_USER_INPUT',
        'A reference must be an object whose `__typename` is Table or Column.',
      );
  }
}

/** `facts` null where nothing was asked for but the key. */
export function toContributed(
  { table, column }: Entity,
  facts: TableFacts | null,
): ContributedTable | ContributedColumn {
  return column === null ? toContributedTable(table, facts) : toContributedColumn(column, table, facts);
}

function typeNameOf(reference: unknown): unknown {
  return typeof reference === 'object' && reference !== null && '__typename' in reference
    ? reference.__typename
    : undefined;
}
