import { isExecution } from './commands.ts';
import type { ManifestNode, RunResults } from './schemas.ts';
import {
  isBuild,
  isCompiledTest,
  isSkip,
  isTestId,
  isVerdict,
  provesRelation,
  toShownStatus,
} from './statuses.ts';
import { splitByTarget } from './targets.ts';

/** One mention of a node in one `run_results` file. Times are the artifact's own text. */
export interface NodeRun {
  /** Lower case; `runtime error` and `partial success` read as `error`. */
  status: string;
  message: string | null;
  failures: number | null;
  executionTime: number | null;
  elapsedTime: number | null;
  generatedAt: string | null;
  invocationId: string | null;
  compiledCode: string | null;
  compile: Interval;
  execute: Interval;
}

interface Interval {
  startedAt: string | null;
  completedAt: string | null;
}

export interface NodeRuns {
  /** The latest execution, whatever came of it. */
  lastAttempt: NodeRun | null;
  /** The latest execution that did its work: a builder was built, a test reached a verdict on rows. */
  lastCompleted: NodeRun | null;
  /** The latest execution that built a builder, or that a test passed. */
  lastSuccess: NodeRun | null;
  /** A later `success` that only compiled the node; null when the latest mention is an execution. */
  compiledSince: NodeRun | null;
  /** Some execution of a builder built its relation or left it standing. */
  hasRelation: boolean;
  /** Some execution of a test was skipped or cancelled. */
  wasSkipped: boolean;
}

export interface MergedRuns {
  /** By uniqueId. */
  nodes: Map<string, NodeRuns>;
  /** Some execution built nodes of the manifest as relations of another target. */
  hasOtherTarget: boolean;
}

type Result = RunResults['results'][number];

const NOTHING: NodeRuns = {
  lastAttempt: null,
  lastCompleted: null,
  lastSuccess: null,
  compiledSince: null,
  hasRelation: false,
  wasSkipped: false,
};

/** Merges runs node by node; the runs must come oldest first. */
export function mergeRuns(
  runs: readonly RunResults[],
  manifest: ReadonlyMap<string, ManifestNode>,
): MergedRuns {
  const nodes = new Map<string, NodeRuns>();
  let hasOtherTarget = false;
  for (const run of runs) {
    const executed = isExecution(run);
    const { own, hasOthers } = splitByTarget(run.results, manifest);
    hasOtherTarget ||= executed && hasOthers;
    for (const result of own) {
      const { unique_id: uniqueId, status } = result;
      const before = nodes.get(uniqueId) ?? NOTHING;
      const merge = executed && !isCompiledTest(uniqueId, status) ? withExecution : withCompilation;
      nodes.set(uniqueId, merge(before, result, toNodeRun(run, result)));
    }
  }
  return { nodes, hasOtherTarget };
}

function withExecution(before: NodeRuns, { unique_id: uniqueId, status }: Result, run: NodeRun): NodeRuns {
  const isTest = isTestId(uniqueId);
  const isCompleted = isTest ? isVerdict(status) : isBuild(status);
  const isSuccess = isTest ? run.status === 'pass' : isCompleted;
  return {
    lastAttempt: run,
    lastCompleted: isCompleted ? run : before.lastCompleted,
    lastSuccess: isSuccess ? run : before.lastSuccess,
    compiledSince: null,
    hasRelation: before.hasRelation || (!isTest && provesRelation(status)),
    wasSkipped: before.wasSkipped || isSkip(status),
  };
}

function withCompilation(before: NodeRuns, _: Result, run: NodeRun): NodeRuns {
  return run.status === 'success' ? { ...before, compiledSince: run } : before;
}

function toNodeRun(run: RunResults, result: Result): NodeRun {
  return {
    status: toShownStatus(result.status),
    message: result.message ?? null,
    failures: result.failures ?? null,
    executionTime: result.execution_time ?? null,
    elapsedTime: run.elapsed_time ?? null,
    generatedAt: run.metadata.generated_at ?? null,
    invocationId: run.metadata.invocation_id ?? null,
    compiledCode: result.compiled_code ?? null,
    compile: intervalOf(result.timing, 'compile'),
    execute: intervalOf(result.timing, 'execute'),
  };
}

function intervalOf(timing: Result['timing'], name: string): Interval {
  const found = timing?.find((entry) => entry.name === name);
  return { startedAt: found?.started_at ?? null, completedAt: found?.completed_at ?? null };
}
