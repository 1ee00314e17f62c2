/** How a warehouse compares names, as far as it decides whether two spellings mean one relation. */
export interface CaseRule {
  /** Brings the spellings that may mean the same name to one. */
  readonly fold: (segment: string) => string;
  /** No two spellings mean the same name. */
  readonly caseSensitive: boolean;
  /** Which quoted segments match only letter for letter. */
  readonly quoted: 'exact' | 'exact-with-capitals' | 'folded';
  /**
   * What nodes spelled differently are, when all of them fit one name: the same relation, relations that unseen quoting may keep apart,
   * or anything at all where the warehouse is not known.
   */
  readonly spellings: 'one-relation' | 'may-differ' | 'unknown';
  /** The database of a relation that names none. */
  readonly defaultDatabase: string | null;
  /** Another name of the default database, lower case; null where the warehouse has none. */
  readonly defaultDatabaseAlias: string | null;
}

const toLower = (segment: string): string => segment.toLowerCase();
const toUpper = (segment: string): string => segment.toUpperCase();

const CASE_SENSITIVE: CaseRule = {
  fold: toLower,
  caseSensitive: true,
  quoted: 'exact',
  spellings: 'may-differ',
  defaultDatabase: null,
  defaultDatabaseAlias: null,
};
const CASE_BLIND: CaseRule = {
  fold: toLower,
  caseSensitive: false,
  quoted: 'folded',
  spellings: 'one-relation',
  defaultDatabase: null,
  defaultDatabaseAlias: null,
};
const HIVE: CaseRule = { ...CASE_BLIND, defaultDatabase: 'hive_metastore' };
/** Spark's session catalog is the Hive metastore. */
const SPARK: CaseRule = { ...HIVE, defaultDatabaseAlias: 'spark_catalog' };
const UNKNOWN: CaseRule = { ...CASE_BLIND, spellings: 'unknown' };

const RULES: ReadonlyMap<string, CaseRule> = new Map([
  ['snowflake', { ...CASE_BLIND, fold: toUpper, quoted: 'exact', spellings: 'may-differ' }],
  ['postgres', { ...CASE_BLIND, quoted: 'exact-with-capitals', spellings: 'may-differ' }],
  ['redshift', CASE_BLIND],
  ['duckdb', CASE_BLIND],
  ['trino', CASE_BLIND],
  ['sqlserver', CASE_BLIND],
  ['databricks', HIVE],
  ['spark', SPARK],
  ['bigquery', CASE_SENSITIVE],
  ['clickhouse', CASE_SENSITIVE],
]);

/** The rule of an adapter; for one that is missing or not known, names are compared without case and only a lone node is taken. */
export function caseRuleOf(adapterType: string | null): CaseRule {
  return RULES.get(adapterType?.trim().toLowerCase() ?? '') ?? UNKNOWN;
}

/** Whether a segment of a node's relation matches letter for letter only. */
export function isExactSegment(rule: CaseRule, segment: string, quoted: boolean): boolean {
  if (rule.caseSensitive) return true;
  if (!quoted || rule.quoted === 'folded') return false;
  return rule.quoted === 'exact' || segment !== segment.toLowerCase();
}

/** The database under the one name by which databases are compared: the default one where none is named, or where its alias is. */
export function toComparedDatabase(rule: CaseRule, database: string | null): string | null {
  if (database === null) return rule.defaultDatabase;
  return database.toLowerCase() === rule.defaultDatabaseAlias ? rule.defaultDatabase : database;
}
