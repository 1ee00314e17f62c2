import { toNodeUrl, toRunUrl } from '../../facts/pages.ts';
import { NEEDS_CODE, NEEDS_DETAILS, NEEDS_NOTHING } from '../../loaders/needs.ts';
import type { FieldsOf } from '../field-types.ts';

/** What the index tells of a node costs no read of its details. */
export const DbtNode: FieldsOf<'DbtNode'> = {
  uniqueId: { needs: NEEDS_NOTHING, value: ({ uniqueId }) => uniqueId },
  resourceType: { needs: NEEDS_NOTHING, value: ({ resourceType }) => resourceType },
  name: { needs: NEEDS_NOTHING, value: ({ name }) => name },
  relationName: { needs: NEEDS_NOTHING, value: ({ relationName }) => relationName },
  database: { needs: NEEDS_NOTHING, value: ({ database }) => database },
  schema: { needs: NEEDS_NOTHING, value: ({ schema }) => schema },
  identifier: { needs: NEEDS_NOTHING, value: ({ identifier }) => identifier },
  packageName: { needs: NEEDS_NOTHING, value: ({ packageName }) => packageName },
  materialization: { needs: NEEDS_NOTHING, value: ({ materialization }) => materialization },
  owner: { needs: NEEDS_DETAILS, value: ({ owner }) => owner },
  tags: { needs: NEEDS_DETAILS, value: ({ tags }) => tags },
  meta: { needs: NEEDS_DETAILS, value: ({ meta }) => meta },
  environment: { needs: NEEDS_NOTHING, value: ({ environment }) => environment },
  lastRun: { needs: NEEDS_DETAILS, value: ({ lastRun }) => lastRun },
  lastSuccessfulRun: { needs: NEEDS_DETAILS, value: ({ lastSuccessfulRun }) => lastSuccessfulRun },
  rawCode: { needs: NEEDS_CODE, value: ({ rawCode }) => rawCode },
  compiledCode: { needs: NEEDS_CODE, value: ({ compiledCode }) => compiledCode },
  url: {
    needs: NEEDS_NOTHING,
    value: ({ environment, resourceType, uniqueId }) =>
      toNodeUrl(environment.pages, { resourceType, uniqueId }),
  },
};

export const DbtEnvironment: FieldsOf<'DbtEnvironment'> = {
  id: { needs: NEEDS_NOTHING, value: ({ id }) => id },
  name: { needs: NEEDS_NOTHING, value: ({ name }) => name },
  projectId: { needs: NEEDS_NOTHING, value: ({ projectId }) => projectId },
  projectName: { needs: NEEDS_NOTHING, value: ({ projectName }) => projectName },
  adapterType: { needs: NEEDS_NOTHING, value: ({ adapterType }) => adapterType },
  lastUpdatedAt: { needs: NEEDS_NOTHING, value: ({ lastUpdatedAt }) => lastUpdatedAt ?? null },
};

export const DbtRun: FieldsOf<'DbtRun'> = {
  runId: { needs: NEEDS_DETAILS, value: ({ runId }) => runId },
  jobId: { needs: NEEDS_DETAILS, value: ({ jobId }) => jobId },
  status: { needs: NEEDS_DETAILS, value: ({ status }) => status },
  startedAt: { needs: NEEDS_DETAILS, value: ({ startedAt }) => startedAt },
  completedAt: { needs: NEEDS_DETAILS, value: ({ completedAt }) => completedAt },
  durationSeconds: { needs: NEEDS_DETAILS, value: ({ durationSeconds }) => durationSeconds },
  error: { needs: NEEDS_DETAILS, value: ({ error }) => error },
  url: { needs: NEEDS_DETAILS, value: ({ pages, runId }) => toRunUrl(pages, runId) },
};
