import type { FieldTable } from '../document/field-table.ts';
import { DEFAULT_MAPPING } from '../mapping/default-mapping.ts';
import type { Mapping } from '../mapping/mapping.ts';
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
      ({ typeName }) => [typeName, contributed('Column', Column, typeName, mapping)] as const,
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
