import { runIdOf } from '../../artifacts/ids.ts';
import type { NodeRun, NodeRuns } from '../../artifacts/merge-runs.ts';
import type { EnvironmentState } from '../../state/environment-state.ts';

const BROKEN = new Set(['error', 'fail', 'warn']);

/**
 * Two clocks. `lastRun*` tell of the latest attempt; the rest of the latest one that did its work: a builder
 * that was built, a test that was executed. A later failure or skip leaves the rest where it was.
 */
export function builderExecutionInfo(uniqueId: string, state: EnvironmentState) {
  const runs = state.runs.get(uniqueId);
  const attempt = runs?.lastAttempt ?? null;
  return {
    ...completedClock(runs),
    ...attemptClock(attempt),
    // A builder has no assertion that could fail.
    lastRunStatus: attempt?.status === 'fail' ? 'error' : (attempt?.status ?? null),
    lastRunSkip: attempt === null ? null : attempt.status === 'skipped',
  };
}

export function testExecutionInfo(uniqueId: string, state: EnvironmentState) {
  const runs = state.runs.get(uniqueId);
  const compiled = state.compiledTestsReadSuccess ? runs?.compiledSince : null;
  const attempt = compiled ?? runs?.lastAttempt ?? null;
  return {
    ...completedClock(runs),
    ...attemptClock(attempt),
    lastRunFailures: compiled ? null : (attempt?.failures ?? null),
  };
}

/**
 * The last verdict of the test on rows; `skipped` where executions never came to one, null where nothing was executed.
 */
export function lastKnownResult(uniqueId: string, state: EnvironmentState): string | null {
  const runs = state.runs.get(uniqueId);
  return runs?.lastCompleted?.status ?? (runs?.wasSkipped ? 'skipped' : null);
}

function completedClock(runs: NodeRuns | undefined) {
  const run = runs?.lastCompleted ?? null;
  return {
    compileStartedAt: run?.compile.startedAt ?? null,
    compileCompletedAt: run?.compile.completedAt ?? null,
    executeStartedAt: run?.execute.startedAt ?? null,
    executeCompletedAt: run?.execute.completedAt ?? null,
    executionTime: run?.executionTime ?? null,
    runElapsedTime: run?.elapsedTime ?? null,
    runGeneratedAt: run?.generatedAt ?? null,
    lastSuccessRunId: runIdOf(runs?.lastSuccess?.invocationId),
    lastSuccessJobDefinitionId: null,
  };
}

function attemptClock(attempt: NodeRun | null) {
  return {
    lastRunStatus: attempt?.status ?? null,
    lastRunError: attempt !== null && BROKEN.has(attempt.status) ? attempt.message : null,
    lastRunGeneratedAt: attempt?.generatedAt ?? null,
    lastRunId: runIdOf(attempt?.invocationId),
    lastJobDefinitionId: null,
  };
}
