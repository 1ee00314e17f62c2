/** 40 fields below a table. */
export const TABLE_FIELDS = `dbtDescription lastRefreshedAt
  dbtTests { name outcome severity testName columnName kind executedAt failures message outdated }
  dbt {
    match { status reason }
    node { uniqueId resourceType name relationName packageName materialization owner tags meta }
    freshness { refreshedAt basis lastAttemptedAt lastAttemptStatus }
    testSummary { outcome total passed failed }
    health healthReasons asOf }`;

/** 20 fields below a column. */
export const COLUMN_FIELDS = `dbtDescription lastRefreshedAt
  dbtTests { name outcome severity testName kind }
  dbt { match { status reason } dataType index tags meta testSummary { outcome total passed } }`;

/** All columns of a table, each with 10 fields below it. */
export const COLUMN_LIST = `columns { name dbtDescription dbtTests { name outcome }
  dbt { dataType index match { status reason } } }`;

/** The same field so often that a check of each pair of them shows. */
export function equalFields(count: number): string {
  return 'dbtTests(filter:{outcomes:[PASS]}){name} '.repeat(count);
}
