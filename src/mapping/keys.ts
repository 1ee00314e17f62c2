import { type FieldPath, joinPaths } from './field-path.ts';
import { toFieldSet } from './field-set.ts';
import type { ColumnType, TableType } from './mapping.ts';

/** How a type's references tell its names. */
export interface EntityKey {
  /** The field set of `@key`. */
  readonly key: string;
  /** The field set of `@requires`, for names that cannot stand in the key; null where they can. */
  readonly requires: string | null;
}

/** The fields that say which relation a table is and which environments answer for it. */
export function tablePaths({ relation, environments }: TableType): readonly FieldPath[] {
  const names =
    relation.kind === 'pattern'
      ? [relation.from]
      : [...(relation.database === null ? [] : [relation.database]), relation.schema, relation.name];
  return environments === null ? names : [environments.by, ...names];
}

/** The fields that say which relation a column belongs to. */
export function columnTablePaths({ table, tableTypes: [tableType] }: ColumnType): readonly FieldPath[] {
  return tablePaths(tableType).map((path) => joinPaths(table, path));
}

export function tableKey(table: TableType): EntityKey {
  const names = toFieldSet(tablePaths(table));
  return table.ownerKey === null ? { key: names, requires: null } : { key: table.ownerKey, requires: names };
}

export function columnKey(column: ColumnType): EntityKey {
  const table = columnTablePaths(column);
  return column.ownerKey === null
    ? { key: toFieldSet([...table, column.name]), requires: null }
    : { key: column.ownerKey, requires: toFieldSet([column.name, ...table]) };
}
