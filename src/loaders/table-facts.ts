import type { Freshness, Health, TableMatchStatus, TestFact, TestSummary } from '../facts/facts.ts';
import { unknownFreshness } from '../facts/freshness.ts';
import type { ColumnIndex } from '../facts/match-column.ts';
import type { CatalogColumn } from '../facts/node.ts';
import { summarizeTests } from '../facts/test-summary.ts';
import type { NodeRecord } from './node-record.ts';

export type MatchStatus = TableMatchStatus | 'NOT_CONFIGURED' | 'UNAVAILABLE';

/** `DbtTableMetadata` of the graph. */
export interface TableMetadata {
  readonly match: {
    readonly status: MatchStatus;
    readonly reason: string;
    readonly candidates: readonly NodeRecord[];
  };
  readonly node: NodeRecord | null;
  readonly freshness: Freshness;
  readonly testSummary: TestSummary;
  readonly health: Health;
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
  readonly columns: ColumnIndex<CatalogColumn>;
  /** 1 where the warehouse counts positions from 0. */
  readonly positionShift: 0 | 1;
  testsOf(columnName: string): readonly TestFact[];
}

/** A table without facts: the status and the reason are all there is to say. */
export function toTableWithoutFacts(
  status: MatchStatus,
  reason: string,
  candidates: readonly NodeRecord[] = [],
): TableFacts {
  return {
    description: null,
    refreshedAt: null,
    tests: null,
    catalog: null,
    metadata: {
      match: { status, reason, candidates },
      node: null,
      freshness: unknownFreshness(reason),
      testSummary: summarizeTests([]),
      health: 'UNKNOWN',
      asOf: null,
    },
  };
}

export const NOT_CONFIGURED_REASON =
  'dbt is not connected. An admin connects it with a service token and an API host (mutation configureDbtIntegration).';
