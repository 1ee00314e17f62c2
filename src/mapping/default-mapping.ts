import { parse } from 'graphql';
import type { FieldPath } from './field-path.ts';
import type { Mapping, TableType } from './mapping.ts';

const TABLE: TableType = {
  typeName: 'Table',
  relation: { kind: 'paths', database: path('database'), schema: path('schema'), name: path('name') },
  environments: null,
  ownerKey: null,
};

/** The names that a graph needs no file for. */
export const DEFAULT_MAPPING: Mapping = {
  tables: [TABLE],
  columns: [
    { typeName: 'Column', name: path('name'), table: path('table'), tableTypes: [TABLE], ownerKey: null },
  ],
  interfaces: [],
  typePrefix: '',
  renames: new Map(),
  owner: parse(`
    """
    A relation of the warehouse, owned by the catalogue's subgraph. This subgraph contributes what dbt knows of it.

    The natural key composes with every owner's shape. Its price: nothing in this subgraph returns Table.
    """
    type Table {
      "Database, catalog or project of the warehouse. Empty or null when the owner knows none."
      database: String!
      schema: String!
      name: String!
    }

    "A column of a relation, owned by the catalogue's subgraph. This subgraph contributes what dbt knows of it."
    type Column {
      name: String!
      table: Table!
    }
  `),
};

function path(name: string): FieldPath {
  return [{ name, args: '' }];
}
