import type { RunResults } from './schemas.ts';

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
  /** The latest execution that did its work: a builder built, a test reached a verdict on rows. */
  lastCompleted: NodeRun | null;
  /** The latest execution of a test that said how it ended. */
  lastVerdict: NodeRun | null;
  /** The latest execution with status `success` or `pass`. */
  lastSuccess: NodeRun | null;
  /** A later `success` that only compiled the node; null when the latest mention is an execution. */
  compiledSince: NodeRun | null;
}

const EXECUTING_COMMANDS = new Set(['run', 'build', 'seed', 'snapshot', 'test', 'clone', 'retry']);
const VERDICTS = new Set(['pass', 'warn', 'fail', 'error', 'skipped']);
/** States in which nothing was attempted on the node: it was left as it is. */
const UNTOUCHED = new Set(['no-op', 'reused']);

/** Merges runs node by node; the runs must come oldest first. */
export function mergeRuns(runs: readonly RunResults[]): Map<string, NodeRuns> {
  const merged = new Map<string, NodeRuns>();
  for (const run of runs) {
    const executed = isExecution(run);
    for (const result of run.results) {
      const nodeRun = toNodeRun(run, result);
      if (UNTOUCHED.has(nodeRun.status)) continue;
      const before = merged.get(result.unique_id) ?? nothing();
      const isTest = /^(unit_)?test\./.test(result.unique_id);
      merged.set(
        result.unique_id,
        executed ? withExecution(before, nodeRun, isTest) : withCompilation(before, nodeRun),
      );
    }
  }
  return merged;
}

function nothing(): NodeRuns {
  return {
    lastAttempt: null,
    lastCompleted: null,
    lastVerdict: null,
    lastSuccess: null,
    compiledSince: null,
  };
}

function withExecution(before: NodeRuns, run: NodeRun, isTest: boolean): NodeRuns {
  // A test answers `success` only where it was compiled, whatever the command was.
  if (isTest && run.status === 'success') return withCompilation(before, run);
  const succeeded = run.status === 'success' || run.status === 'pass';
  const completed = isTest ? VERDICTS.has(run.status) && run.status !== 'skipped' : succeeded;
  return {
    lastAttempt: run,
    lastCompleted: completed ? run : before.lastCompleted,
    lastVerdict: isTest && VERDICTS.has(run.status) ? run : before.lastVerdict,
    lastSuccess: succeeded ? run : before.lastSuccess,
    compiledSince: null,
  };
}

function withCompilation(before: NodeRuns, run: NodeRun): NodeRuns {
  return run.status === 'success' ? { ...before, compiledSince: run } : before;
}

/**
 * `docs generate` and `compile` write the same file as `run`, with `success` and full timing for all that
 * they compiled. The command tells them apart. Where it is not recorded, a `success` of a test gives a
 * compilation away, and so does a file in which the warehouse answered nothing.
 */
function isExecution(run: RunResults): boolean {
  const command = run.args?.which;
  if (command !== null && command !== undefined) return EXECUTING_COMMANDS.has(command);
  const compiledTest = run.results.some((r) => r.status === 'success' && r.unique_id.startsWith('test.'));
  const onlySuccess = run.results.every((r) => r.status === 'success');
  const silent = run.results.every((r) => Object.keys(r.adapter_response ?? {}).length === 0);
  return !compiledTest && !(onlySuccess && silent);
}

function toNodeRun(run: RunResults, result: RunResults['results'][number]): NodeRun {
  return {
    status: normaliseStatus(result.status),
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

function normaliseStatus(status: string): string {
  const lower = status.toLowerCase();
  return lower === 'runtime error' || lower === 'partial success' ? 'error' : lower;
}

function intervalOf(timing: RunResults['results'][number]['timing'], name: string): Interval {
  const found = timing?.find((entry) => entry.name === name);
  return { startedAt: found?.started_at ?? null, completedAt: found?.completed_at ?? null };
}
