import {
  columnConstant,
  columnReference,
  type TestConstant,
  tableConstant,
  tableReference,
} from './project/entities.ts';
import { upstreamConstant } from './project/sources.ts';
import { type MadeUpTable, tableOf } from './project/tables.ts';

/** One `_entities` request, with the answer that every server has to give. */
export interface Workload {
  readonly query: string;
  readonly references: readonly unknown[];
  readonly expected: { readonly data: { readonly _entities: readonly unknown[] } };
}

const COLUMNS_PER_TABLE = 20;
const TABLES_WITH_COLUMNS = 50;

/** The project of all workloads. */
export const TABLES: readonly MadeUpTable[] = Array.from({ length: 100 }, (_, number) =>
  tableOf(number, COLUMNS_PER_TABLE),
);

/** W1: 100 tables. */
export const MANY_TABLES: Workload = tableWorkload(TABLES);
/** W2: 1,000 columns of 50 tables. */
export const MANY_COLUMNS: Workload = columnWorkload(TABLES.slice(0, TABLES_WITH_COLUMNS));
/** W3: one table. */
export const ONE_TABLE: Workload = tableWorkload(TABLES.slice(0, 1));

/** W1, and as of when each table's data is. */
export const MANY_TABLES_UPSTREAM: Workload = tableWorkload(TABLES, { withUpstream: true });

/** What is posted for a workload. */
export function bodyOf({ query, references }: Workload): string {
  return JSON.stringify({ query, variables: { references } });
}

/** An `_entities` query over one variable, `$references`. */
export function entitiesQuery(type: 'Table' | 'Column', fields: string, name = 'Bench'): string {
  return `query ${name}($references: [_Any!]!) { _entities(representations: $references) { ... on ${type} { ${fields} } } }`;
}

export function toWorkload(
  query: string,
  references: readonly unknown[],
  entities: readonly unknown[],
): Workload {
  return { query, references, expected: { data: { _entities: entities } } };
}

function tableWorkload(tables: readonly MadeUpTable[], { withUpstream = false } = {}): Workload {
  const upstream = withUpstream ? 'upstream { dataAsOf sourceStatus }' : '';
  const query = entitiesQuery(
    'Table',
    `dbtDescription lastRefreshedAt dbt { node { uniqueId } ${upstream} } dbtTests { name outcome severity }`,
  );
  const entities = tables.map((table) => {
    const { dbtDescription, lastRefreshedAt, dbt, dbtTests } = tableConstant(table);
    const tests = dbtTests.map(({ name, outcome, severity }: TestConstant) => ({ name, outcome, severity }));
    const told = withUpstream ? { ...dbt, upstream: upstreamConstant(table) } : dbt;
    return { dbtDescription, lastRefreshedAt, dbt: told, dbtTests: tests };
  });
  return toWorkload(query, tables.map(tableReference), entities);
}

function columnWorkload(tables: readonly MadeUpTable[]): Workload {
  const query = entitiesQuery('Column', 'dbtDescription dbt { dataType } dbtTests { name outcome }');
  const pairs = tables.flatMap((table) => table.columns.map((column) => ({ table, column })));
  const entities = pairs.map(({ table, column }) => {
    const { dbtDescription, dbt, dbtTests } = columnConstant(table, column);
    return { dbtDescription, dbt, dbtTests: dbtTests.map(({ name, outcome }) => ({ name, outcome })) };
  });
  return toWorkload(
    query,
    pairs.map(({ table, column }) => columnReference(table, column)),
    entities,
  );
}
