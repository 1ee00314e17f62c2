import type { TableStatus } from '../facts/facts.ts';
import type { TableVerdict } from '../loaders/table-verdict.ts';
import type { AskedTables, CoverageGap } from './coverage.ts';
import type { AskedTableCount } from './merged-asks.ts';

/** `DbtCoverage` of the graph. */
export interface CoverageReport {
  readonly since: string;
  readonly asked: number;
  readonly matched: number;
  readonly statuses: readonly CoverageStatus[];
  readonly incompleteReason: string | null;
  /** Most asked first, then by name. */
  readonly covered: readonly CoveredTable[];
}

interface CoverageStatus {
  readonly status: TableStatus;
  readonly tables: number;
}

export interface CoveredTable {
  readonly asked: AskedTableCount;
  readonly verdict: TableVerdict;
}

/** Tables that have dbt's facts. */
const MATCHED: ReadonlySet<TableStatus> = new Set<TableStatus>(['EXACT', 'FOLDED', 'WILDCARD', 'CONFLICT']);
/** Nothing needs to be done about these. */
const FINE: ReadonlySet<TableStatus> = new Set<TableStatus>(['EXACT', 'FOLDED', 'WILDCARD']);
/** The largest value of the graph's Int. */
const MAX_INT = 2 ** 31 - 1;

/** `verdicts`: in the order of the tables. */
export function toReport(
  { sinceMs, tables, gap }: AskedTables,
  verdicts: readonly TableVerdict[],
  maxTables: number,
): CoverageReport {
  const covered = tables.flatMap((asked, position): CoveredTable[] => {
    const verdict = verdicts[position];
    return verdict === undefined ? [] : [{ asked, verdict }];
  });
  const counts = new Map<TableStatus, number>();
  for (const { verdict } of covered) counts.set(verdict.status, (counts.get(verdict.status) ?? 0) + 1);
  return {
    since: new Date(sinceMs).toISOString(),
    asked: covered.length,
    matched: covered.filter(({ verdict }) => MATCHED.has(verdict.status)).length,
    statuses: [...counts]
      .map(([status, count]) => ({ status, tables: count }))
      .sort((one, other) => other.tables - one.tables || (one.status < other.status ? -1 : 1)),
    incompleteReason: gap === null ? null : wordGap(gap, maxTables),
    covered,
  };
}

/** Where nobody counts what is asked for. */
export function toReportOfNothing(nowMs: number): CoverageReport {
  return {
    since: new Date(nowMs).toISOString(),
    asked: 0,
    matched: 0,
    statuses: [],
    incompleteReason:
      'Nobody counts which tables are asked for: the subgraph was started with COVERAGE=false. Take that variable away and start it again.',
    covered: [],
  };
}

/** The first ones of these statuses; null for all that somebody should look at. */
export function listCovered(
  { covered }: CoverageReport,
  statuses: readonly string[] | null,
  first: number,
): readonly CoveredTable[] {
  const wanted = statuses === null ? null : new Set(statuses);
  const isWanted = (status: TableStatus) => (wanted === null ? !FINE.has(status) : wanted.has(status));
  return covered.filter(({ verdict }) => isWanted(verdict.status)).slice(0, first);
}

/** `DbtCoverageTable` of the graph. The reason is worded when it is read. */
export function toCoverageTable({ asked: { target, timesAsked, lastAskedMs }, verdict }: CoveredTable) {
  const { database, schema, name } = target.relation;
  return {
    database,
    schema,
    name,
    environmentIds: target.kind === 'none' ? null : target.environmentIds,
    status: verdict.status,
    get reason() {
      return verdict.reason;
    },
    timesAsked: Math.min(timesAsked, MAX_INT),
    lastAskedAt: new Date(lastAskedMs).toISOString(),
  };
}

function wordGap(gap: CoverageGap, maxTables: number): string {
  if (gap === 'full') {
    return `More tables were asked for than the ${maxTables} that are remembered, so those that are asked for least are missing, and some counts are too low. If the names look made up, find out which client sends them.`;
  }
  return 'Redis cannot be read at the moment, so only what this one process was asked is counted. Look at Redis; the other processes tell what they have counted when it is back.';
}
