import { columnReference, tableReference } from '../project/entities.ts';
import type { MadeUpTable } from '../project/tables.ts';
import { entitiesQuery } from '../workloads.ts';
import { COLUMN_FIELDS, COLUMN_LIST, equalFields, TABLE_FIELDS } from './selections.ts';

/** A request at the limits that a subgraph has by default. */
export interface Shape {
  readonly name: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether it is asked once more after everything that was read is forgotten: shapes that read what others do not. */
  readonly isAskedCold: boolean;
}

/** Limits of one request: references, aliases, fields at the root. */
const REFERENCES = 10_000;
const ALIASES = 200;
const ROOT_FIELDS = 20;
/** Each of as many tables as it may list, and together of as many as one request may. */
const LISTS = 10;
/** As many as graphql-js compares with each other before it gives up. */
const EQUAL_FIELDS = 400;
/** As many as the tokens of a document allow, more or less. */
const NESTED_FRAGMENTS = 3000;

/** Over a project whose first table is the wide one, and whose next ones have 20 columns each. */
export function shapesOf(tables: readonly MadeUpTable[]): readonly Shape[] {
  const known = fill(tables.map(tableReference));
  const unknown = known.map((reference, position) => ({ ...reference, name: `no_such_table_${position}` }));
  const near = known.map((reference) => ({ ...reference, schema: 'mart' }));
  const columns = fill(
    tables.slice(1).flatMap((table) => table.columns.map((column) => columnReference(table, column))),
  );
  const tests = repeat(ALIASES, (number) => `t${number}: dbtTests { name outcome }`);
  return [
    shape('10,000 tables × 40 fields', entitiesQuery('Table', TABLE_FIELDS), known, true),
    shape('10,000 unknown tables × 40 fields', entitiesQuery('Table', TABLE_FIELDS), unknown),
    shape('10,000 near misses, reasons', entitiesQuery('Table', 'dbt { match { reason } }'), near),
    shape('coverage of these, 10 lists of 1,000 with reasons', coverage(), []),
    shape('10,000 columns × 20 fields', entitiesQuery('Column', COLUMN_FIELDS), columns, true),
    shape('10,000 malformed references', entitiesQuery('Table', 'dbtDescription'), malformed()),
    shape(
      'all 3,000 columns of a table',
      entitiesQuery('Table', `dbt { ${COLUMN_LIST} }`),
      known.slice(0, 1),
      true,
    ),
    shape('10,000 tables beside the integration', besideOthers(tables), known),
    shape('500 tables × 200 aliases', entitiesQuery('Table', tests), known.slice(0, 500)),
    shape(
      `${EQUAL_FIELDS} equal fields`,
      entitiesQuery('Table', equalFields(EQUAL_FIELDS)),
      known.slice(0, 1),
    ),
    shape(
      `fragments in each other, ${NESTED_FRAGMENTS} deep`,
      entitiesQuery('Table', nested()),
      known.slice(0, 1000),
    ),
    shape('500 references as a default, 20 times', byDefault(tables), []),
  ];
}

function shape(
  name: string,
  query: string,
  references: readonly unknown[],
  isAskedCold: boolean = false,
): Shape {
  return { name, query, variables: references.length === 0 ? {} : { references }, isAskedCold };
}

/** As many references as are allowed, repeated where there are fewer. */
function fill<T>(references: readonly T[]): readonly T[] {
  return Array.from({ length: REFERENCES }, (_, position) => references[position % references.length] as T);
}

function malformed(): readonly unknown[] {
  return Array.from({ length: REFERENCES }, (_, position) => ({ __typename: 'Table', database: position }));
}

function besideOthers([first]: readonly MadeUpTable[]): string {
  const { database, schema, relation } = first as MadeUpTable;
  return `query ($references: [_Any!]!) {
    _entities(representations: $references) { ... on Table { dbtDescription dbt { health } } }
    dbtLookup(database: "${database}", schema: "${schema}", name: "${relation}") { ${COLUMN_LIST} }
    dbtIntegration { status environments { id } events(first: 100) { action at } } }`;
}

/** After requests whose tables are remembered, as many as there may be. */
function coverage(): string {
  const list =
    'tables(statuses: [EXACT, NOT_IN_DBT], first: 1000) { database schema name status reason timesAsked lastAskedAt }';
  return `{ dbtCoverage { since asked matched statuses { status tables } ${repeat(LISTS, (number) => `l${number}: ${list}`)} } }`;
}

function byDefault(tables: readonly MadeUpTable[]): string {
  const references = tables.slice(0, REFERENCES / ROOT_FIELDS).map(tableReference);
  const literals = references.map(
    ({ database, schema, name }) =>
      `{__typename:"Table",database:"${database}",schema:"${schema}",name:"${name}"}`,
  );
  const fields = repeat(
    ROOT_FIELDS,
    (number) => `a${number}: _entities(representations: $references) { ... on Table { ${TABLE_FIELDS} } }`,
  );
  return `query ($references: [_Any!]! = [${literals.join(' ')}]) { ${fields} }`;
}

/** Levels that no limit of depth counts. */
function nested(): string {
  return `${'... on Table { '.repeat(NESTED_FRAGMENTS)}dbtDescription${' }'.repeat(NESTED_FRAGMENTS)}`;
}

function repeat(times: number, write: (number: number) => string): string {
  return Array.from({ length: times }, (_, number) => write(number)).join(' ');
}
