import type { FieldTable } from '../document/field-table.ts';
import type { ContributedColumn } from '../loaders/contributed.ts';
import { NEEDS_NOTHING } from '../loaders/needs.ts';
import { DEFAULT_MAPPING } from '../mapping/default-mapping.ts';
import type { ColumnType, Mapping } from '../mapping/mapping.ts';
import { FIELDS } from './fields.ts';

type Fields = FieldTable[string];

/** Fields that the owner's graph has; where a mapping says how they are called, their values are those of the reference. */
const KEY_FIELDS: Readonly<Record<'Table' | 'Column', ReadonlySet<string>>> = {
  Table: new Set(['database', 'schema', 'name']),
  Column: new Set(['name', 'table']),
};

/** The contributed fields as a graph with this mapping serves them: by the names of its types. */
export function toServedFields(mapping: Mapping): FieldTable {
  if (mapping === DEFAULT_MAPPING) return FIELDS;
  const { Table, Column, ...others } = FIELDS;
  return Object.fromEntries<Fields>([
    ...Object.entries(others).map(([type, fields]) => [mapping.typePrefix + type, fields] as const),
    ...mapping.tables.map(
      ({ typeName }) => [typeName, contributed('Table', Table, typeName, mapping)] as const,
    ),
    ...mapping.columns.map(
      (column) =>
        [
          column.typeName,
          { ...contributed('Column', Column, column.typeName, mapping), ...linkOf(column) },
        ] as const,
    ),
  ]);
}

function contributed(
  kind: keyof typeof KEY_FIELDS,
  fields: Readonly<Record<string, unknown>>,
  typeName: string,
  { renames }: Mapping,
): Fields {
  const entries = Object.entries(fields).filter(([name]) => !KEY_FIELDS[kind].has(name));
  return Object.fromEntries(
    entries.map(([name, field]) => [renames.get(`${typeName}.${name}`) ?? name, field]),
  ) as Fields;
}

/** The field that leads to a column's table: what is selected below it is read for the table. */
function linkOf({ table: [{ name }, ...rest] }: ColumnType): Fields {
  if (rest.length > 0) return {};
  const value = ({ reference, table }: ContributedColumn) => (reference[name] === null ? null : table);
  return { [name]: { needs: NEEDS_NOTHING, value } };
}
