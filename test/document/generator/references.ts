import type { Draw } from './draw.ts';

/** A table that the graph under test knows, with the columns that it knows of it. */
export interface KnownTable {
  readonly database: string | null;
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
}

/** What a request asks for. */
export interface RequestSubject {
  /** Not empty. */
  readonly tables: readonly KnownTable[];
  /** Whether most references are spelled as they are known. */
  readonly isPlain: boolean;
}

/** All tables; or, for some requests, those of one name, again and again and mostly as a gateway spells them. */
export function drawSubject(draw: Draw, tables: readonly KnownTable[]): RequestSubject {
  const { name } = draw.pick(tables);
  const isPlain = draw.oneIn(3);
  return { isPlain, tables: isPlain ? tables.filter((table) => table.name === name) : tables };
}

/** A reference as a gateway sends it, or as it should not: known, unknown and malformed tables and columns. */
export function drawReference(draw: Draw, { tables, isPlain }: RequestSubject): unknown {
  const kind = isPlain && !draw.oneIn(3) ? 'plain' : draw.pick(KINDS);
  if (kind === 'malformed') return draw.pick(MALFORMED);
  const known = draw.pick(tables);
  if (kind === 'mistyped') return { ...keyOf(draw, known, kind), __typename: draw.pick(OTHER_TYPES) };
  const { table, column } = { table: keyOf(draw, known, kind), column: columnOf(draw, known, kind) };
  return draw.oneIn(2) ? { __typename: 'Column', table, name: column } : { __typename: 'Table', ...table };
}

const KINDS = [
  'known',
  'known',
  'known',
  'known',
  'known',
  'other case',
  'unknown',
  'malformed',
  'mistyped',
] as const;
type Kind = (typeof KINDS)[number] | 'plain';
/** Of what has the key of a table. */
const OTHER_TYPES = ['Nobody', 'DbtNode', 'Column', null];

function keyOf(draw: Draw, { database, schema, name }: KnownTable, kind: Kind) {
  if (kind === 'unknown') return { database, schema, name: `${name}_of_nobody` };
  if (kind === 'plain') return { database, schema, name };
  if (kind === 'other case') return { database, schema: schema.toUpperCase(), name: name.toUpperCase() };
  return draw.pick([
    { database, schema, name },
    { database, schema, name },
    { database: null, schema, name },
    { schema, name },
  ]);
}

function columnOf(draw: Draw, { columns }: KnownTable, kind: Kind): string {
  if (kind === 'plain' && columns.length > 0) return draw.pick(columns);
  const [first = 'column_of_nobody'] = columns;
  return draw.pick([...columns, first.toUpperCase(), 'column_of_nobody']);
}

const TABLE = { database: 'warehouse', schema: 'marts', name: 'customers' };

const MALFORMED: readonly unknown[] = [
  { ...TABLE, __typename: 'Nobody' },
  { ...TABLE, __typename: 'DbtNode' },
  { ...TABLE, __typename: null },
  TABLE,
  { __typename: 'Table', database: 'warehouse', schema: 'marts' },
  { ...TABLE, __typename: 'Table', name: 5 },
  { ...TABLE, __typename: 'Table', name: null },
  { ...TABLE, __typename: 'Table', schema: ['marts'] },
  { ...TABLE, __typename: 'Table', database: { name: 'warehouse' } },
  { __typename: 'Column', name: 'id' },
  { __typename: 'Column', table: null, name: 'id' },
  { __typename: 'Column', table: 'customers', name: 'id' },
  { __typename: 'Column', table: { schema: 'marts' }, name: 'id' },
  { __typename: 'Column', table: TABLE },
  { __typename: 'Column', table: TABLE, name: true },
  'customers',
  [],
];
