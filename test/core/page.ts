import type { CatalogTable } from '../../demo/catalog.ts';
import type { Parsed } from '../support/ask.ts';
import type { Stack } from '../support/start-stack.ts';

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  'raw.orders': ['order_id', 'customer_id', 'amount', 'loaded_at'],
  'marts.customers': ['customer_id', 'name'],
  'marts.stg_orders': ['order_id', 'customer_id', 'amount'],
  'marts.orders': ['order_id', 'customer_id', 'amount'],
  'marts.customer_totals': ['customer_id', 'total'],
  'marts.customer_value': ['customer_id', 'total'],
};

/** What the warehouse lists at the end of the story: dbt drops nothing of what it once built. */
export const TABLES: readonly CatalogTable[] = Object.entries(COLUMNS).map(([path, columns]) => {
  const [schema = '', name = ''] = path.split('.');
  const listed = columns.map((column, index) => ({ name: column, type: 'VARCHAR', position: index + 1 }));
  return { database: 'warehouse', schema, name, type: 'BASE TABLE', columns: listed };
});

/** What a page of the catalogue shows of a table. */
export interface ShownTable {
  readonly match: string;
  readonly description: string | null;
  readonly refreshedAt: string | null;
  readonly lastAttempt: string | null;
  readonly sourceStatus: string | null;
  /** Outcomes by the test's name. */
  readonly tests: Readonly<Record<string, string>> | null;
  /** Descriptions by column, of those that have one. */
  readonly columns: Readonly<Record<string, string>>;
  /** How columns are found, each word once. */
  readonly columnMatches: readonly string[];
}

export type Page = Readonly<Record<string, ShownTable>>;

const PAGE_QUERY = `{ tables {
  schema name dbtDescription lastRefreshedAt dbtTests { testName outcome }
  dbt { match { status } freshness { lastAttemptStatus sourceStatus } }
  columns { name dbtDescription dbt { match { status } } } } }`;

/** Reads all facts anew through the gateway. */
export async function readPage(stack: Stack): Promise<Page> {
  await stack.query('mutation { refreshDbtMetadata { userErrors { message } } }');
  const { body } = await stack.query(PAGE_QUERY);
  if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
  return Object.fromEntries(
    body.data.tables.map((table: Parsed) => [`${table.schema}.${table.name}`, toShown(table)]),
  );
}

function toShown(table: Parsed): ShownTable {
  const described = table.columns.filter((column: Parsed) => column.dbtDescription !== null);
  const matches: string[] = table.columns.map((column: Parsed) => column.dbt.match.status);
  return {
    match: table.dbt.match.status,
    description: table.dbtDescription,
    refreshedAt: table.lastRefreshedAt,
    lastAttempt: table.dbt.freshness?.lastAttemptStatus ?? null,
    sourceStatus: table.dbt.freshness?.sourceStatus ?? null,
    tests:
      table.dbtTests &&
      Object.fromEntries(table.dbtTests.map(({ testName, outcome }: Parsed) => [testName, outcome])),
    columns: Object.fromEntries(described.map(({ name, dbtDescription }: Parsed) => [name, dbtDescription])),
    columnMatches: [...new Set(matches)].sort(),
  };
}
