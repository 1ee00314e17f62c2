import type { Run } from './facts.ts';
import { toInstant } from './instants.ts';
import type { ExecutionInfo, NodeDetails } from './node.ts';
import { toRunEffect } from './run-status.ts';

/**
 * The latest attempt to build a node, whatever came of it. dbt times the execution of successful builds only: of any other attempt
 * `completedAt` is when dbt wrote down its results, and start and duration are null.
 */
export function toLastRun(details: Pick<NodeDetails, 'execution'>): Run | null {
  const execution = details.execution;
  if (execution === null) return null;
  const { lastRunId, lastRunStatus, lastRunGeneratedAt } = execution;
  if (lastRunId === null && lastRunStatus === null && lastRunGeneratedAt === null) return null;
  const isLastSuccess = isSuccessfulBuild(execution);
  return {
    runId: lastRunId,
    jobId: execution.lastJobId,
    status: lastRunStatus,
    startedAt: isLastSuccess ? toInstant(execution.executeStartedAt) : null,
    completedAt:
      (isLastSuccess ? toInstant(execution.executeCompletedAt) : null) ?? toInstant(lastRunGeneratedAt),
    durationSeconds: isLastSuccess ? execution.executionTimeSeconds : null,
    error: execution.lastRunError,
  };
}

/** The run that built the relation as it stands. Null when dbt knows of none. */
export function toLastSuccessfulRun(details: Pick<NodeDetails, 'execution'>): Run | null {
  const execution = details.execution;
  if (execution === null) return null;
  const completedAt = toInstant(execution.executeCompletedAt);
  if (completedAt === null && execution.lastSuccessRunId === null) return null;
  return {
    runId: execution.lastSuccessRunId,
    jobId: execution.lastSuccessJobId,
    // The word of an earlier run is gone: dbt keeps that it succeeded.
    status: isSuccessfulBuild(execution) ? execution.lastRunStatus : 'success',
    startedAt: toInstant(execution.executeStartedAt),
    completedAt,
    durationSeconds: execution.executionTimeSeconds,
    error: null,
  };
}

/** Whether the latest attempt is the successful build that the execution times describe. */
function isSuccessfulBuild(execution: ExecutionInfo): boolean {
  if (toRunEffect(execution.lastRunStatus) !== 'BUILT') return false;
  const { lastRunId, lastSuccessRunId, lastRunGeneratedAt, runGeneratedAt } = execution;
  if (lastRunId !== null && lastSuccessRunId !== null) return lastRunId === lastSuccessRunId;
  return lastRunGeneratedAt !== null && lastRunGeneratedAt === runGeneratedAt;
}
