import { NEEDS_NOTHING, NEEDS_SEVERITY } from '../../loaders/needs.ts';
import type { FieldsOf } from '../field-types.ts';

/** What a list of tests needs, the field that lists them says. */
export const DbtTest: FieldsOf<'DbtTest'> = {
  uniqueId: { needs: NEEDS_NOTHING, value: ({ uniqueId }) => uniqueId },
  name: { needs: NEEDS_NOTHING, value: ({ name }) => name },
  description: { needs: NEEDS_NOTHING, value: ({ description }) => description },
  kind: { needs: NEEDS_NOTHING, value: ({ kind }) => kind },
  testName: { needs: NEEDS_NOTHING, value: ({ testName }) => testName },
  columnName: { needs: NEEDS_NOTHING, value: ({ columnName }) => columnName },
  outcome: { needs: NEEDS_NOTHING, value: ({ outcome }) => outcome },
  severity: { needs: NEEDS_SEVERITY, value: ({ severity }) => severity },
  failures: { needs: NEEDS_NOTHING, value: ({ failures }) => failures },
  message: { needs: NEEDS_NOTHING, value: ({ message }) => message },
  executedAt: { needs: NEEDS_NOTHING, value: ({ executedAt }) => executedAt },
  outdated: { needs: NEEDS_NOTHING, value: ({ outdated }) => outdated },
  runId: { needs: NEEDS_NOTHING, value: ({ runId }) => runId },
  jobId: { needs: NEEDS_NOTHING, value: ({ jobId }) => jobId },
};

export const DbtTestSummary: FieldsOf<'DbtTestSummary'> = {
  outcome: { needs: NEEDS_NOTHING, value: ({ outcome }) => outcome },
  total: { needs: NEEDS_NOTHING, value: ({ total }) => total },
  passed: { needs: NEEDS_NOTHING, value: ({ passed }) => passed },
  warned: { needs: NEEDS_NOTHING, value: ({ warned }) => warned },
  failed: { needs: NEEDS_NOTHING, value: ({ failed }) => failed },
  errored: { needs: NEEDS_NOTHING, value: ({ errored }) => errored },
  skipped: { needs: NEEDS_NOTHING, value: ({ skipped }) => skipped },
  notRun: { needs: NEEDS_NOTHING, value: ({ notRun }) => notRun },
  outdated: { needs: NEEDS_NOTHING, value: ({ outdated }) => outdated },
};
