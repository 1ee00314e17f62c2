import { createPattern } from '../mapping/pattern.ts';

/** A form in which catalogues write all names of a relation into one text. */
export interface KnownPattern {
  /** For a person. */
  readonly title: string;
  readonly pattern: string;
  readonly examples: readonly PatternExample[];
}

export interface PatternExample {
  readonly value: string;
  readonly database?: string;
  readonly schema: string;
  readonly name: string;
}

const PLAIN_PART = '[^."`:]+';
const QUOTED_PART = '"(?:[^"]|"")+"|`(?:[^`]|``)+`';
const PART = `${PLAIN_PART}|${QUOTED_PART}`;
/** BigQuery's projects of a domain hold dots. */
const DOMAIN_PROJECT = '[^."`:]+(?:\\.[^."`:]+)+:[^."`]+';

/** The warehouses that dbt has adapters for, by DataHub's names: a Kafka topic `a.b.c` is no relation. */
const DATAHUB_PLATFORMS = [
  'athena',
  'bigquery',
  'clickhouse',
  'databricks',
  'db2',
  'doris',
  'dremio',
  'duckdb',
  'exasol',
  'fabric',
  'firebolt',
  'glue',
  'greenplum',
  'hana',
  'hive',
  'impala',
  'mariadb',
  'materialize',
  'mssql',
  'mysql',
  'oracle',
  'postgres',
  'presto',
  'presto-on-hive',
  'redshift',
  'singlestore',
  'snowflake',
  'spark',
  'sqlite',
  'starrocks',
  'synapse',
  'teradata',
  'trino',
  'unity-catalog',
  'vertica',
];

function datahub(database: string): string {
  const platforms = DATAHUB_PLATFORMS.join('|');
  return `^urn:li:dataset:\\(urn:li:dataPlatform:(?:${platforms}),${database}(?<schema>[^.,()]+)\\.(?<name>[^.,()]+),PROD\\)$`;
}

export const DOTTED: KnownPattern = {
  title: 'names with dots between them, a service before them or not, a part in quotes where it holds dots',
  // Without a service first: of three names the first is the database.
  pattern: `^(?:(?:${PART})\\.)??(?:(?<database>${PART}|${DOMAIN_PROJECT})\\.)?(?<schema>${PART})\\.(?<name>${PART})$`,
  examples: [
    { value: 'warehouse.marts.customers', database: 'warehouse', schema: 'marts', name: 'customers' },
    {
      value: 'snowflake_eu.warehouse.marts.customers',
      database: 'warehouse',
      schema: 'marts',
      name: 'customers',
    },
    { value: 'marts.customers', schema: 'marts', name: 'customers' },
    { value: '"my.db".marts."My ""big"" Table"', database: 'my.db', schema: 'marts', name: 'My "big" Table' },
    {
      value: 'example.com:my-proj.marts.customers',
      database: 'example.com:my-proj',
      schema: 'marts',
      name: 'customers',
    },
  ],
};

export const DATAHUB: KnownPattern = {
  title: "DataHub's urn of a dataset in a warehouse, fabric PROD",
  pattern: datahub('(?:(?<database>[^,()]+)\\.)?'),
  examples: [
    {
      value: 'urn:li:dataset:(urn:li:dataPlatform:snowflake,warehouse.marts.customers,PROD)',
      database: 'warehouse',
      schema: 'marts',
      name: 'customers',
    },
    {
      value: 'urn:li:dataset:(urn:li:dataPlatform:bigquery,example.com:my-proj.marts.customers,PROD)',
      database: 'example.com:my-proj',
      schema: 'marts',
      name: 'customers',
    },
    {
      value: 'urn:li:dataset:(urn:li:dataPlatform:snowflake,my.db.marts.customers,PROD)',
      database: 'my.db',
      schema: 'marts',
      name: 'customers',
    },
    {
      value: 'urn:li:dataset:(urn:li:dataPlatform:mysql,marts.customers,PROD)',
      schema: 'marts',
      name: 'customers',
    },
  ],
};

const DATAHUB_WITH_INSTANCE: KnownPattern = {
  title: "DataHub's urn of a dataset in a warehouse with a platform instance before the names, fabric PROD",
  pattern: datahub('(?:[^.,()]+\\.)(?:(?<database>[^.,:()]+|[^,:()]+:[^.,()]+)\\.)'),
  examples: [
    {
      value: 'urn:li:dataset:(urn:li:dataPlatform:snowflake,eu_account.warehouse.marts.customers,PROD)',
      database: 'warehouse',
      schema: 'marts',
      name: 'customers',
    },
  ],
};

const SLASHES: KnownPattern = {
  title: "names with slashes between them, connector and connection before them, as Atlan's qualified names",
  pattern: '^[^/]+/[^/]+/[^/]+/(?<database>[^/]+)/(?<schema>[^/]+)/(?<name>[^/]+)$',
  examples: [
    {
      value: 'default/snowflake/1657025257/WAREHOUSE/MARTS/CUSTOMERS',
      database: 'WAREHOUSE',
      schema: 'MARTS',
      name: 'CUSTOMERS',
    },
  ],
};

const TABLE_KEY: KnownPattern = {
  title: "a key with the database before a slash, as Amundsen's",
  pattern: '^[^:/]+://(?<database>[^/]+)\\.(?<schema>[^./]+)/(?<name>[^/]+)$',
  examples: [
    {
      value: 'snowflake://warehouse.marts/customers',
      database: 'warehouse',
      schema: 'marts',
      name: 'customers',
    },
  ],
};

const COLON: KnownPattern = {
  title: "names with a colon after the database, as Monte Carlo's ids of tables and BigQuery's legacy SQL",
  pattern: '^(?<database>.+):(?<schema>[^.:]+)\\.(?<name>[^.:]+)$',
  examples: [
    { value: 'warehouse:marts.customers', database: 'warehouse', schema: 'marts', name: 'customers' },
    {
      value: 'example.com:my-proj:marts.customers',
      database: 'example.com:my-proj',
      schema: 'marts',
      name: 'customers',
    },
  ],
};

const ARROWS: KnownPattern = {
  title: "names with > between them, a system before them or not, as Collibra's full names",
  pattern: '^(?:[^>]+ ?> ?)?(?<database>[^> ]+) ?> ?(?<schema>[^> ]+) ?> ?(?<name>[^>]*[^> ])$',
  examples: [
    {
      value: 'snowflake_eu>WAREHOUSE>MARTS>CUSTOMERS',
      database: 'WAREHOUSE',
      schema: 'MARTS',
      name: 'CUSTOMERS',
    },
  ],
};

const BRACKETS: KnownPattern = {
  title: 'names in brackets with dots between them, as SQL Server and Tableau write them',
  pattern: '^(?:\\[(?<database>[^\\[\\]]+)\\]\\.)?\\[(?<schema>[^\\[\\]]+)\\]\\.\\[(?<name>[^\\[\\]]+)\\]$',
  examples: [
    { value: '[warehouse].[marts].[customers]', database: 'warehouse', schema: 'marts', name: 'customers' },
    { value: '[marts].[customers]', schema: 'marts', name: 'customers' },
  ],
};

/** In the order in which they are tried on an example. */
export const KNOWN_PATTERNS: readonly KnownPattern[] = [
  DATAHUB,
  DATAHUB_WITH_INSTANCE,
  TABLE_KEY,
  SLASHES,
  COLON,
  ARROWS,
  BRACKETS,
  DOTTED,
];

/** The form that a field's name speaks of. */
export function patternOf(fieldWord: string): KnownPattern {
  if (fieldWord.endsWith('urn')) return DATAHUB;
  if (fieldWord.endsWith('key')) return TABLE_KEY;
  if (fieldWord === 'fulltableid') return COLON;
  return DOTTED;
}

/** What a pattern makes of a text; null where it does not fit. */
export function tryPattern(pattern: string, value: string): PatternExample | null {
  const found = createPattern(pattern).match(value);
  const { database, schema, name } = found ?? {};
  if (schema === undefined || name === undefined) return null;
  return { value, ...(database === undefined ? {} : { database }), schema, name };
}
