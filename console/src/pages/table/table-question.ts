import type { Representation } from '../../config.ts';
import type { MatchStatus } from '../../text/match-words.ts';
import { UPSTREAM, type Upstream } from './upstream-question.ts';

export type TestOutcome = 'PASS' | 'WARN' | 'FAIL' | 'ERROR' | 'SKIPPED' | 'NOT_RUN';
export type SourceStatus = 'PASS' | 'WARN' | 'ERROR' | 'UNKNOWN';
export type Health = 'HEALTHY' | 'CAUTION' | 'DEGRADED' | 'UNKNOWN';

/** Instants are RFC 3339 texts in UTC. */
export interface Run {
  readonly runId: string | null;
  readonly status: string | null;
  readonly completedAt: string | null;
  readonly durationSeconds: number | null;
  readonly error: string | null;
  readonly url: string | null;
}

export interface Candidate {
  readonly uniqueId: string;
  readonly resourceType: 'MODEL' | 'SOURCE' | 'SEED' | 'SNAPSHOT';
  readonly name: string;
  readonly relationName: string | null;
  readonly url: string | null;
  readonly environment: {
    readonly id: string;
    readonly name: string | null;
    readonly projectName: string | null;
  };
}

export interface Node extends Candidate {
  readonly packageName: string | null;
  readonly materialization: string | null;
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly meta: unknown;
  readonly lastRun: Run | null;
  readonly lastSuccessfulRun: Run | null;
  readonly rawCode: string | null;
  readonly compiledCode: string | null;
}

export interface Test {
  readonly uniqueId: string;
  readonly name: string;
  readonly description: string | null;
  readonly kind: 'GENERIC' | 'SINGULAR' | 'UNIT';
  readonly testName: string | null;
  readonly columnName: string | null;
  readonly outcome: TestOutcome;
  readonly severity: 'WARN' | 'ERROR' | null;
  readonly failures: number | null;
  readonly message: string | null;
  readonly executedAt: string | null;
  readonly outdated: boolean;
}

export interface Column {
  readonly name: string;
  readonly dbtDescription: string | null;
  readonly dbt: {
    readonly dataType: string | null;
    readonly tags: readonly string[];
    readonly testSummary: TestSummary;
  } | null;
}

export interface TestSummary {
  readonly outcome: 'PASS' | 'WARN' | 'FAIL' | 'ERROR' | 'UNKNOWN' | 'NO_TESTS';
  readonly total: number;
  readonly passed: number;
  readonly warned: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped: number;
  readonly notRun: number;
  readonly outdated: number;
}

export interface Freshness {
  readonly refreshedAt: string | null;
  readonly basis:
    | 'MODEL_BUILD'
    | 'VIEW_DEFINITION'
    | 'SEED_LOAD'
    | 'SNAPSHOT'
    | 'SOURCE_MAX_LOADED_AT'
    | 'UNKNOWN';
  readonly unknownReason: string | null;
  readonly lastAttemptedAt: string | null;
  readonly lastAttemptStatus: string | null;
  readonly sourceStatus: SourceStatus | null;
  readonly sourceCheckedAt: string | null;
}

export interface TableFacts {
  readonly match: {
    readonly status: MatchStatus;
    readonly reason: string;
    readonly candidates: readonly Candidate[];
  };
  readonly node: Node | null;
  readonly description: string | null;
  readonly tests: readonly Test[] | null;
  readonly unitTests: readonly Test[] | null;
  readonly columns: readonly Column[] | null;
  readonly freshness: Freshness;
  /** Null where it could not be read, and unless the table is matched. */
  readonly upstream: Upstream | null;
  readonly testSummary: TestSummary;
  readonly health: Health;
  readonly healthReasons: readonly string[];
  readonly asOf: string | null;
}

const CANDIDATE = 'uniqueId resourceType name relationName url environment { id name projectName }';
const RUN = 'runId status completedAt durationSeconds error url';
const TEST =
  'uniqueId name description kind testName columnName outcome severity failures message executedAt outdated';
const SUMMARY = 'outcome total passed warned failed errored skipped notRun outdated';

const FACTS = `
  match { status reason candidates { ${CANDIDATE} } }
  node {
    ${CANDIDATE} packageName materialization owner tags meta
    lastRun { ${RUN} } lastSuccessfulRun { ${RUN} }
    rawCode compiledCode
  }
  description
  tests { ${TEST} }
  unitTests: tests(filter: { kinds: [UNIT] }) { ${TEST} }
  columns { name dbtDescription dbt { dataType tags testSummary { ${SUMMARY} } } }
  freshness { refreshedAt basis unknownReason lastAttemptedAt lastAttemptStatus sourceStatus sourceCheckedAt }
  ${UPSTREAM}
  testSummary { ${SUMMARY} }
  health
  healthReasons
  asOf`;

/** For admins: it asks in dbt's own words, whatever the owner's graph calls a table. */
export const LOOKUP_QUERY = `query TableFacts($database: String, $schema: String!, $name: String!) {
  facts: dbtLookup(database: $database, schema: $schema, name: $name) {${FACTS}
  }
}`;

export interface LookupData {
  readonly facts: TableFacts | null;
}

/** For everybody who may read facts: the way in which a gateway asks. */
export function entityQuery({ typeName, dbtField }: Representation): string {
  return `query TableFacts($representations: [_Any!]!) {
  entities: _entities(representations: $representations) {
    ... on ${typeName} {
      facts: ${dbtField} {${FACTS}
      }
    }
  }
}`;
}

export interface EntityData {
  readonly entities: readonly (LookupData | null)[];
}
