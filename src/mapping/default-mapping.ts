import { parse } from 'graphql';
import type { Mapping, TableType } from './mapping.ts';

const TABLE: TableType = {
  typeName: 'Table',
  relation: {
    kind: 'paths',
    database: [{ name: 'database', args: '' }],
    schema: [{ name: 'schema', args: '' }],
    name: [{ name: 'name', args: '' }],
  },
  environments: null,
  ownerKey: null,
};

/** The names of `schema/*.graphql`: what is served without a mapping. */
export const DEFAULT_MAPPING: Mapping = {
  tables: [TABLE],
  columns: [
    {
      typeName: 'Column',
      name: [{ name: 'name', args: '' }],
      table: [{ name: 'table', args: '' }],
      tableTypes: [TABLE],
      ownerKey: null,
    },
  ],
  interfaces: [],
  typePrefix: '',
  renames: new Map(),
  owner: parse(`
    type Table { database: String! schema: String! name: String! }
    type Column { name: String! table: Table! }
  `),
};
