import { filterTests } from '../../facts/test-facts.ts';
import {
  NEEDS_AS_OF,
  NEEDS_COLUMNS,
  NEEDS_DETAILS,
  NEEDS_EXPLANATION,
  NEEDS_NOTHING,
  NEEDS_TESTS,
} from '../../loaders/needs.ts';
import type { FieldsOf } from '../field-types.ts';

const NEEDS_MATCH = NEEDS_COLUMNS | NEEDS_DETAILS | NEEDS_EXPLANATION;

export const Column: FieldsOf<'Column'> = {
  name: { needs: NEEDS_NOTHING, value: ({ name }) => name },
  table: { needs: NEEDS_NOTHING, value: ({ table }) => table },
  dbtDescription: { needs: NEEDS_COLUMNS, value: ({ column }) => column?.dbtDescription ?? null },
  lastRefreshedAt: { needs: NEEDS_DETAILS, value: ({ table }) => table.facts?.refreshedAt ?? null },
  dbtTests: {
    needs: NEEDS_DETAILS | NEEDS_TESTS | NEEDS_COLUMNS,
    value: ({ column }, { filter }) => filterTests(column?.tests ?? null, filter),
  },
  dbt: { needs: NEEDS_MATCH, value: ({ column }) => column?.dbt ?? null },
};

/** A column that was reached through its table. */
export const DbtColumn: FieldsOf<'DbtColumn'> = {
  name: { needs: NEEDS_NOTHING, value: ({ name }) => name },
  dbtDescription: { needs: NEEDS_COLUMNS, value: ({ dbtDescription }) => dbtDescription },
  dbtTests: {
    needs: NEEDS_DETAILS | NEEDS_TESTS | NEEDS_COLUMNS,
    value: ({ tests }, { filter }) => filterTests(tests, filter),
  },
  dbt: { needs: NEEDS_MATCH, value: ({ dbt }) => dbt },
};

export const DbtColumnMetadata: FieldsOf<'DbtColumnMetadata'> = {
  match: { needs: NEEDS_NOTHING, value: ({ match }) => match },
  dataType: { needs: NEEDS_NOTHING, value: ({ dataType }) => dataType },
  index: { needs: NEEDS_NOTHING, value: ({ index }) => index },
  tags: { needs: NEEDS_NOTHING, value: ({ tags }) => tags },
  meta: { needs: NEEDS_NOTHING, value: ({ meta }) => meta },
  testSummary: { needs: NEEDS_TESTS, value: ({ testSummary }) => testSummary },
  asOf: { needs: NEEDS_AS_OF, value: ({ asOf }) => asOf },
};

export const DbtColumnMatch: FieldsOf<'DbtColumnMatch'> = {
  status: { needs: NEEDS_NOTHING, value: ({ status }) => status },
  reason: { needs: NEEDS_NOTHING, value: ({ reason }) => reason },
};
