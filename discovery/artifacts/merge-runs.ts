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

export const NO_RUNS: NodeRuns = {
  lastAttempt: null,
  lastCompleted: null,
  lastSuccess: null,
  compiledSince: null,
  hasRelation: false,
  wasSkipped: false,
};

/**
 * Merges whole runs node by node; the runs must come oldest first. It says what facts are: the memory, which keeps only
 * what still counts, is held against it.
 */
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
      const before = nodes.get(uniqueId) ?? NO_RUNS;
      const isExecuted = executed && !isCompiledTest(uniqueId, status);
      nodes.set(uniqueId, withMention(before, { uniqueId, status, isExecuted, run: toNodeRun(run, result) }));
    }
  }
  return { nodes, hasOtherTarget };
}

/** What one result says of its node. */
export interface Mention {
  readonly uniqueId: string;
  /** The word of the artifact. */
  readonly status: string;
  /** Whether it tells of more than a compilation. */
  readonly isExecuted: boolean;
  readonly run: NodeRun;
}

/** What is known after one more mention, which is newer than all before. */
export function withMention(before: NodeRuns, mention: Mention): NodeRuns {
  const { run, status } = mention;
  if (!mention.isExecuted) return isCompilation(mention) ? { ...before, compiledSince: run } : before;
  return {
    lastAttempt: run,
    lastCompleted: isCompletion(mention) ? run : before.lastCompleted,
    lastSuccess: isSuccess(mention) ? run : before.lastSuccess,
    compiledSince: null,
    hasRelation: before.hasRelation || provesRelationOf(mention),
    wasSkipped: before.wasSkipped || isSkip(status),
  };
}

export function isCompilation({ isExecuted, run }: Mention): boolean {
  return !isExecuted && run.status === 'success';
}

/** An execution that did its work. */
export function isCompletion({ isExecuted, uniqueId, status }: Mention): boolean {
  return isExecuted && (isTestId(uniqueId) ? isVerdict(status) : isBuild(status));
}

export function isSuccess(mention: Mention): boolean {
  return isCompletion(mention) && (!isTestId(mention.uniqueId) || mention.run.status === 'pass');
}

export function provesRelationOf({ isExecuted, uniqueId, status }: Mention): boolean {
  return isExecuted && !isTestId(uniqueId) && provesRelation(status);
}

export function toNodeRun(run: RunResults, result: Result): NodeRun {
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
