import { typeName } from '../../representation.ts';
import type { MatchStatus } from '../../text/match-words.ts';

/** Instants are RFC 3339 texts in UTC. */
export interface AskedTable {
  readonly database: string | null;
  readonly schema: string;
  readonly name: string;
  /** Null where no mapping chooses environments. */
  readonly environmentIds: readonly string[] | null;
  readonly status: MatchStatus;
  readonly reason: string;
  readonly timesAsked: number;
  readonly lastAskedAt: string;
}

export interface StatusCount {
  readonly status: MatchStatus;
  readonly tables: number;
}

export interface Coverage {
  readonly since: string;
  readonly asked: number;
  readonly matched: number;
  readonly statuses: readonly StatusCount[];
  readonly incompleteReason: string | null;
  readonly tables: readonly AskedTable[];
}

export interface CoverageData {
  readonly dbtCoverage: Coverage;
}

/** As many as the graph gives at once; those that are asked for most. */
const MAX_TABLES = 1_000;

/** Its variable `statuses` is a list, or null for all statuses that need attention. */
export function coverageQuery(): string {
  return `query Coverage($statuses: [${typeName('DbtMatchStatus')}!]) {
  dbtCoverage {
    since asked matched incompleteReason
    statuses { status tables }
    tables(statuses: $statuses, first: ${MAX_TABLES}) {
      database schema name environmentIds status reason timesAsked lastAskedAt
    }
  }
}`;
}
