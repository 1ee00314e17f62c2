import { usable } from './fault.ts';
import { type FieldPath, joinPaths, pathText } from './field-path.ts';
import { toFieldSet } from './field-set.ts';
import type { ColumnType, TableType } from './mapping.ts';
import { parseFieldSet } from './parse-path.ts';

/** How a type's references tell its names. */
export interface EntityKey {
  /** The field set of `@key`. */
  readonly key: string;
  /** The field set of `@requires`, for names that do not stand in the key; null where they all do. */
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

/** The fields of an owner's own key; none where the names are the key. */
export function ownerKeyPaths({ ownerKey }: { readonly ownerKey: string | null }): readonly FieldPath[] {
  return ownerKey === null ? [] : usable(parseFieldSet(ownerKey));
}

export function tableKey(table: TableType): EntityKey {
  const paths = tablePaths(table);
  return entityKey(table, paths, paths);
}

export function columnKey(column: ColumnType): EntityKey {
  const table = columnTablePaths(column);
  return entityKey(column, [...table, column.name], [column.name, ...table]);
}

function entityKey(
  type: { readonly ownerKey: string | null },
  names: readonly FieldPath[],
  required: readonly FieldPath[],
): EntityKey {
  if (type.ownerKey === null) return { key: toFieldSet(names), requires: null };
  const keyPaths = ownerKeyPaths(type);
  // What the key brings is none of the owner's external fields, and only those can be required.
  const inKey = new Set(keyPaths.map(pathText));
  const missing = required.filter((path) => !inKey.has(pathText(path)));
  return { key: toFieldSet(keyPaths), requires: missing.length === 0 ? null : toFieldSet(missing) };
}
