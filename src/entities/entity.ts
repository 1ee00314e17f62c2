import {
  type ContributedColumn,
  type ContributedTable,
  type Reference,
  type TableReferenceKey,
  toContributedColumn,
} from '../loaders/contributed.ts';
import type { TableFacts } from '../loaders/table-facts.ts';
import type { TableTarget } from '../loaders/table-target.ts';
import type { NamedColumn } from './column-names.ts';
import type { NamedTable } from './table-names.ts';

/** What a reference names. */
export interface Entity {
  readonly typeName: string;
  /** Of the table, or of the column's, as it is spelled. */
  readonly key: TableReferenceKey;
  readonly target: TableTarget;
  /** Null for a table. */
  readonly column: string | null;
  /** `facts` null where nothing was asked for but the key. */
  contribute(facts: TableFacts | null): ContributedTable | ContributedColumn;
}

export function tableEntity(typeName: string, { key, target }: NamedTable, reference: unknown): Entity {
  return {
    typeName,
    key,
    target,
    column: null,
    contribute: (facts) => ({ __typename: typeName, key, reference: toReference(reference), facts }),
  };
}

export function columnEntity(
  typeName: string,
  { name, table: { key, target }, tableType, tableReference }: NamedColumn,
  reference: unknown,
): Entity {
  return {
    typeName,
    key,
    target,
    column: name,
    contribute(facts) {
      const table = { __typename: tableType, key, reference: toReference(tableReference), facts };
      return toContributedColumn({ __typename: typeName, name, reference: toReference(reference), table });
    },
  };
}

function toReference(reference: unknown): Reference {
  return typeof reference === 'object' && reference !== null ? (reference as Reference) : {};
}
