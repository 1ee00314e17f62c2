import type { Freshness, Health, TableStatus, TestFact, TestSummary } from '../facts/facts.ts';
import { unknownFreshness } from '../facts/freshness.ts';
import { unknownHealth } from '../facts/health.ts';
import type { ColumnIndex } from '../facts/match-column.ts';
import type { CatalogColumn } from '../facts/node.ts';
import { summarizeTests } from '../facts/test-summary.ts';
import { type ColumnFacts, listColumns } from './column-facts.ts';
import type { NodeRecord } from './node-record.ts';
import type { UpstreamRecord } from './upstream-record.ts';

/** `DbtMatch` of the graph. */
export interface TableMatchRecord {
  readonly status: TableStatus;
  readonly reason: string;
  readonly candidates: readonly NodeRecord[];
}

/** `DbtTableMetadata` of the graph. */
export interface TableMetadata {
  readonly match: TableMatchRecord;
  readonly node: NodeRecord | null;
  readonly description: string | null;
  /** Before the filter of `tests`; null unless the table is matched. */
  readonly tests: readonly TestFact[] | null;
  /** `columns`; null unless the table is matched. */
  readonly columnsNamed: (names: readonly string[] | null) => readonly ColumnFacts[] | null;
  readonly freshness: Freshness;
  /** Null unless matched, and where it was not asked for. */
  readonly upstream: UpstreamRecord | null;
  readonly testSummary: TestSummary;
  readonly health: Health;
  readonly healthReasons: readonly string[];
  /** Oldest of the reads that these facts come from. */
  readonly asOf: string | null;
}

/** What is answered for one table, and what its columns need of it. */
export interface TableFacts {
  readonly description: string | null;
  readonly refreshedAt: string | null;
  /** Null unless the table is matched; empty too where the selection asks for no tests. */
  readonly tests: readonly TestFact[] | null;
  readonly metadata: TableMetadata;
  /** Null unless the table is matched. */
  readonly catalog: TableCatalog | null;
}

export interface TableCatalog {
  readonly inCatalog: boolean;
  /** In the catalog's order. */
  readonly listed: readonly CatalogColumn[];
  readonly columns: ColumnIndex<CatalogColumn>;
  /** Columns of the sources beside the builder that answers. */
  readonly sourceColumns: ColumnIndex<CatalogColumn>;
  /** 1 where the warehouse counts positions from 0. */
  readonly positionShift: 0 | 1;
  testsOf(columnName: string): readonly TestFact[];
}

/** What a table is answered with; the lists of its metadata come from the facts beside them. */
export function toTableFacts(
  facts: Omit<TableFacts, 'metadata'>,
  metadata: Omit<TableMetadata, 'description' | 'tests' | 'columnsNamed'>,
): TableFacts {
  const table: TableFacts = {
    ...facts,
    metadata: {
      ...metadata,
      description: facts.description,
      tests: facts.tests,
      columnsNamed: (names) => listColumns(names, table),
      get asOf() {
        return metadata.asOf;
      },
    },
  };
  return table;
}

/** A table without facts: the status and the reason are all there is to say. */
export function toTableWithoutFacts(
  why: { readonly status: TableStatus; readonly reason: string },
  candidates: readonly NodeRecord[] = [],
): TableFacts {
  const health = unknownHealth(
    `No dbt node answers for this table (${why.status}): see the reason of its match.`,
  );
  return toTableFacts(
    { description: null, refreshedAt: null, tests: null, catalog: null },
    {
      match: {
        status: why.status,
        get reason() {
          return why.reason;
        },
        candidates,
      },
      node: null,
      freshness: unknownFreshness(why),
      upstream: null,
      testSummary: summarizeTests([]),
      health: health.level,
      healthReasons: health.reasons,
      asOf: null,
    },
  );
}

export const NOT_CONFIGURED = {
  status: 'NOT_CONFIGURED',
  reason:
    'dbt is not connected. An admin connects it with a service token and an API host (mutation configureDbtIntegration).',
} as const;
