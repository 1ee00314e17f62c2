import type { TestFact, TestOutcome } from './facts.ts';
import { toEpochMs, toInstant } from './instants.ts';
import type { ExecutionInfo, NodeTest } from './node.ts';

const OUTCOMES: ReadonlyMap<string, TestOutcome> = new Map([
  ['pass', 'PASS'],
  ['warn', 'WARN'],
  ['fail', 'FAIL'],
  ['error', 'ERROR'],
  ['skipped', 'SKIPPED'],
  ['cancelled', 'SKIPPED'],
  ['canceled', 'SKIPPED'],
]);

/** dbt's word for a step that only compiled a test: it says nothing about the data. */
const COMPILED = 'success';

/** The largest count that the graph's Int can carry. */
const MAX_INT = 2_147_483_647;

export type TestVerdict = Pick<
  TestFact,
  'outcome' | 'failures' | 'message' | 'executedAt' | 'outdated' | 'runId' | 'jobId'
>;

/**
 * The verdict of a test and the execution that gave it. `refreshedAt` is when the judged table was last refreshed.
 * Words that are not known count as never run and are handed to `onUnknownWord`.
 */
export function toTestVerdict(
  test: Pick<NodeTest, 'lastKnownResult' | 'execution'>,
  refreshedAt: string | null,
  onUnknownWord: (word: string) => void = () => {},
): TestVerdict {
  const { execution } = test;
  const known = toWord(test.lastKnownResult) ?? toWord(execution?.lastRunStatus);
  const outcome = toOutcome(known, onUnknownWord);
  if (execution === null || outcome === 'NOT_RUN') {
    return {
      outcome,
      failures: null,
      message: null,
      executedAt: null,
      outdated: false,
      runId: null,
      jobId: null,
    };
  }
  const executedAt = toExecutedAt(execution);
  // The counts, the message and the ids belong to the latest attempt, which may have been a mere compilation after the verdict.
  const latest = toWord(execution.lastRunStatus);
  const isLatest = latest === null || latest === known;
  return {
    outcome,
    failures: isLatest ? toCount(execution.lastRunFailures) : null,
    message: isLatest ? execution.lastRunError : null,
    executedAt,
    outdated: isEarlier(executedAt, refreshedAt),
    runId: isLatest ? execution.lastRunId : null,
    jobId: isLatest ? execution.lastJobId : null,
  };
}

function toWord(text: string | null | undefined): string | null {
  const word = text?.trim().toLowerCase() ?? '';
  return word === '' ? null : word;
}

function toOutcome(word: string | null, onUnknownWord: (word: string) => void): TestOutcome {
  if (word === null || word === COMPILED) return 'NOT_RUN';
  const outcome = OUTCOMES.get(word);
  if (outcome === undefined) onUnknownWord(word);
  return outcome ?? 'NOT_RUN';
}

/**
 * When the test last looked at the data. `executeCompletedAt` stays at an earlier execution when the latest attempt broke, which
 * `runGeneratedAt` gives away: then the attempt's own time counts, provided that it gave a verdict.
 */
function toExecutedAt(execution: ExecutionInfo): string | null {
  const completedAt = toInstant(execution.executeCompletedAt);
  const attemptedAt = toInstant(execution.lastRunGeneratedAt);
  if (attemptedAt === null || !gaveVerdict(execution)) return completedAt;
  if (completedAt === null) return attemptedAt;
  const isLaterAttempt = isEarlier(execution.runGeneratedAt, execution.lastRunGeneratedAt);
  return isLaterAttempt && isEarlier(completedAt, attemptedAt) ? attemptedAt : completedAt;
}

function gaveVerdict(execution: ExecutionInfo): boolean {
  const outcome = OUTCOMES.get(toWord(execution.lastRunStatus) ?? '');
  return outcome !== undefined && outcome !== 'SKIPPED';
}

function isEarlier(left: string | null, right: string | null): boolean {
  const leftMs = toEpochMs(left);
  const rightMs = toEpochMs(right);
  return leftMs !== null && rightMs !== null && leftMs < rightMs;
}

function toCount(failures: number | null): number | null {
  if (failures === null || Number.isNaN(failures)) return null;
  return Math.min(Math.max(Math.trunc(failures), 0), MAX_INT);
}
