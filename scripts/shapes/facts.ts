import { isDeepStrictEqual } from 'node:util';

/** The facts of one entity under their usual names. Compared with others only. */
export type Facts = Readonly<Record<(typeof FACT_KEYS)[number], unknown>>;

const FACT_KEYS = ['dbtDescription', 'lastRefreshedAt', 'dbtTests', 'dbt'] as const;

const TABLE_TESTS = '{ uniqueId outcome testName columnName failures }';
const TABLE_METADATA = `{ match { status } node { uniqueId environment { id } } health
  columns { name dbtDescription dbtTests { uniqueId outcome } dbt { match { status } dataType } } }`;
const COLUMN_TESTS = '{ uniqueId outcome }';
const COLUMN_METADATA = '{ match { status } dataType index }';

/** The name that a contributed field has in the graph that is asked. */
type ServedName = (usualName: string) => string;

export const usualNames: ServedName = (name) => name;

/** What is asked of every table: match, node, texts, times, tests and columns. */
export const tableFacts = (served: ServedName) => select(served, TABLE_TESTS, TABLE_METADATA);

export const columnFacts = (served: ServedName) => select(served, COLUMN_TESTS, COLUMN_METADATA);

function select(served: ServedName, tests: string, metadata: string): string {
  const selections = { dbtDescription: '', lastRefreshedAt: '', dbtTests: tests, dbt: metadata };
  return FACT_KEYS.map((key) => `${key}: ${served(key)} ${selections[key]}`).join('\n');
}

/** The facts in an answered entity; null for what was not answered. */
export function toFacts(entity: unknown): Facts | null {
  if (typeof entity !== 'object' || entity === null) return null;
  const { dbtDescription, lastRefreshedAt, dbtTests, dbt } = entity as Facts;
  return { dbtDescription, lastRefreshedAt, dbtTests, dbt };
}

/** How many of the facts are the expected ones. */
export interface Count {
  readonly right: number;
  readonly all: number;
  /** The first that differ, for a person. */
  readonly differences: readonly string[];
}

const DIFFERENCES_TOLD = 2;

/** By position: both lists follow the order of the owner's relations. */
export function countRight(actual: readonly unknown[], expected: readonly unknown[]): Count {
  const wrong = expected.flatMap((wanted, position) => {
    const got = actual[position] ?? null;
    return isDeepStrictEqual(got, wanted)
      ? []
      : [`expected ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`];
  });
  const surplus = Math.max(0, actual.length - expected.length);
  const differences = [...wrong, ...(surplus > 0 ? [`${surplus} more than expected`] : [])];
  return {
    right: expected.length - wrong.length,
    all: expected.length + surplus,
    differences: differences.slice(0, DIFFERENCES_TOLD),
  };
}

/** The columns that come with their tables, by `dbt.columns`. */
export function columnsInTables(tables: readonly (Facts | null)[]): readonly unknown[] {
  return tables.flatMap((table) => {
    const metadata = table?.dbt;
    if (typeof metadata !== 'object' || metadata === null || !('columns' in metadata)) return [];
    return Array.isArray(metadata.columns) ? metadata.columns : [];
  });
}
