/** What the rules answer, in the graph's own shapes, so that resolvers translate nothing. Instants are RFC 3339 in UTC, to the millisecond. */
import type { IndexedNode, ResourceType } from './node.ts';

/** A node together with the environment it stands in: `uniqueId` alone is not unique across environments. */
export interface Claimant {
  readonly environmentId: string;
  readonly node: IndexedNode;
}

export type TableMatchStatus =
  | 'EXACT'
  | 'FOLDED'
  | 'WILDCARD'
  | 'AMBIGUOUS'
  | 'CONFLICT'
  | 'NOT_BUILT'
  | 'NOT_IN_DBT';

/** What is said of a table, whether or not dbt could be asked. */
export type TableStatus = TableMatchStatus | 'NOT_CONFIGURED' | 'UNAVAILABLE';

export interface TableMatch {
  readonly status: TableMatchStatus;
  /** One sentence or two for a person: what was looked for, what came near, what to change. */
  readonly reason: string;
  /** The node whose facts are shown; null unless matched. */
  readonly answer: Claimant | null;
  /** Every node that claims the relation, best first; the near misses are told in `reason` alone. */
  readonly candidates: readonly Claimant[];
  /** Those of the candidates whose facts and tests are the table's, the answering node first; empty unless matched. */
  readonly contributors: readonly Claimant[];
}

export type ColumnMatchStatus =
  | 'EXACT'
  | 'FOLDED'
  | 'AMBIGUOUS'
  | 'NOT_IN_DBT'
  | 'CATALOG_NOT_GENERATED'
  | 'TABLE_NOT_MATCHED'
  | 'NOT_CONFIGURED'
  | 'UNAVAILABLE';

export interface ColumnMatch<Column> {
  readonly status: ColumnMatchStatus;
  readonly reason: string;
  readonly column: Column | null;
}

export type FreshnessBasis =
  | 'MODEL_BUILD'
  | 'VIEW_DEFINITION'
  | 'SEED_LOAD'
  | 'SNAPSHOT'
  | 'SOURCE_MAX_LOADED_AT'
  | 'UNKNOWN';
export type SourceStatus = 'PASS' | 'WARN' | 'ERROR' | 'UNKNOWN';

export interface Freshness {
  readonly refreshedAt: string | null;
  readonly basis: FreshnessBasis;
  readonly unknownReason: string | null;
  readonly lastAttemptedAt: string | null;
  readonly lastAttemptStatus: string | null;
  readonly sourceStatus: SourceStatus | null;
  readonly sourceCheckedAt: string | null;
}

export interface Run {
  readonly runId: string | null;
  readonly jobId: string | null;
  readonly status: string | null;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly durationSeconds: number | null;
  readonly error: string | null;
}

export type TestKind = 'GENERIC' | 'SINGULAR' | 'UNIT';
export type TestOutcome = 'PASS' | 'WARN' | 'FAIL' | 'ERROR' | 'SKIPPED' | 'NOT_RUN';
export type TestSeverity = 'WARN' | 'ERROR';
export type TestRollup = 'PASS' | 'WARN' | 'FAIL' | 'ERROR' | 'UNKNOWN' | 'NO_TESTS';

export interface TestFact {
  readonly uniqueId: string;
  readonly name: string;
  readonly description: string | null;
  readonly kind: TestKind;
  readonly testName: string | null;
  readonly columnName: string | null;
  readonly outcome: TestOutcome;
  readonly severity: TestSeverity | null;
  readonly failures: number | null;
  readonly message: string | null;
  readonly executedAt: string | null;
  readonly outdated: boolean;
  readonly runId: string | null;
  readonly jobId: string | null;
  /** Not in the graph: every column the test belongs to; several for a test over a combination of columns. */
  readonly columns: readonly string[];
}

export interface TestFilter {
  readonly outcomes?: readonly TestOutcome[] | null | undefined;
  readonly kinds?: readonly TestKind[] | null | undefined;
}

export interface TestSummary {
  readonly outcome: TestRollup;
  readonly total: number;
  readonly passed: number;
  readonly warned: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped: number;
  readonly notRun: number;
  readonly outdated: number;
}

export type Health = 'HEALTHY' | 'CAUTION' | 'DEGRADED' | 'UNKNOWN';

export type { ResourceType };
