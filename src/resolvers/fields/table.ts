import { filterTests } from '../../facts/test-facts.ts';
import {
  NEEDS_AS_OF,
  NEEDS_CANDIDATES,
  NEEDS_COLUMNS,
  NEEDS_DETAILS,
  NEEDS_EXPLANATION,
  NEEDS_GRAPH,
  NEEDS_NOTHING,
  NEEDS_TESTS,
  NEEDS_UPSTREAM,
} from '../../loaders/needs.ts';
import type { FieldsOf } from '../field-types.ts';

/** Health is that of the node, its tests and its ancestors, whatever else is selected. */
const NEEDS_HEALTH = NEEDS_DETAILS | NEEDS_TESTS | NEEDS_GRAPH;

export const Table: FieldsOf<'Table'> = {
  database: { needs: NEEDS_NOTHING, value: ({ key }) => key.database },
  schema: { needs: NEEDS_NOTHING, value: ({ key }) => key.schema },
  name: { needs: NEEDS_NOTHING, value: ({ key }) => key.name },
  dbtDescription: { needs: NEEDS_DETAILS, value: ({ facts }) => facts?.description ?? null },
  lastRefreshedAt: { needs: NEEDS_DETAILS, value: ({ facts }) => facts?.refreshedAt ?? null },
  dbtTests: {
    needs: NEEDS_DETAILS | NEEDS_TESTS,
    value: ({ facts }, { filter }) => filterTests(facts?.tests ?? null, filter),
  },
  dbt: { needs: NEEDS_EXPLANATION, value: ({ facts }) => facts?.metadata ?? null },
};

export const DbtTableMetadata: FieldsOf<'DbtTableMetadata'> = {
  match: { needs: NEEDS_NOTHING, value: ({ match }) => match },
  node: { needs: NEEDS_NOTHING, value: ({ node }) => node },
  description: { needs: NEEDS_DETAILS, value: ({ description }) => description },
  tests: {
    needs: NEEDS_DETAILS | NEEDS_TESTS,
    value: ({ tests }, { filter }) => filterTests(tests, filter),
  },
  columns: {
    needs: NEEDS_COLUMNS | NEEDS_DETAILS,
    value: ({ columnsNamed }, { names }) => columnsNamed(names ?? null),
    times: ({ names }) => names?.length ?? 1,
  },
  freshness: { needs: NEEDS_DETAILS, value: ({ freshness }) => freshness },
  upstream: {
    needs: NEEDS_GRAPH | NEEDS_UPSTREAM,
    value: ({ upstream }) => upstream,
  },
  testSummary: { needs: NEEDS_DETAILS | NEEDS_TESTS, value: ({ testSummary }) => testSummary },
  health: { needs: NEEDS_HEALTH, value: ({ health }) => health },
  healthReasons: { needs: NEEDS_HEALTH, value: ({ healthReasons }) => healthReasons },
  asOf: { needs: NEEDS_DETAILS | NEEDS_AS_OF, value: ({ asOf }) => asOf },
};

export const DbtMatch: FieldsOf<'DbtMatch'> = {
  status: { needs: NEEDS_NOTHING, value: ({ status }) => status },
  reason: { needs: NEEDS_NOTHING, value: ({ reason }) => reason },
  candidates: {
    // What the index tells of a candidate is there already.
    needs: (below) => (below === NEEDS_NOTHING ? NEEDS_NOTHING : below | NEEDS_CANDIDATES),
    value: ({ candidates }) => candidates,
  },
};

export const DbtFreshness: FieldsOf<'DbtFreshness'> = {
  refreshedAt: { needs: NEEDS_DETAILS, value: ({ refreshedAt }) => refreshedAt },
  basis: { needs: NEEDS_DETAILS, value: ({ basis }) => basis },
  unknownReason: { needs: NEEDS_DETAILS, value: ({ unknownReason }) => unknownReason },
  lastAttemptedAt: { needs: NEEDS_DETAILS, value: ({ lastAttemptedAt }) => lastAttemptedAt },
  lastAttemptStatus: { needs: NEEDS_DETAILS, value: ({ lastAttemptStatus }) => lastAttemptStatus },
  sourceStatus: { needs: NEEDS_DETAILS, value: ({ sourceStatus }) => sourceStatus },
  sourceCheckedAt: { needs: NEEDS_DETAILS, value: ({ sourceCheckedAt }) => sourceCheckedAt },
};
