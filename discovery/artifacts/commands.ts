import type { RunResults } from './schemas.ts';
import { isCompiledTest, toShownStatus } from './statuses.ts';

const EXECUTING = new Set(['run', 'build', 'seed', 'snapshot', 'test', 'clone', 'retry']);
/** Commands that build no node and run no test, as dbt Core and Fusion name them. */
const NOT_EXECUTING = new Set([
  'clean',
  'compile',
  'debug',
  'deps',
  'docs',
  'docs generate',
  'docs serve',
  'freshness',
  'generate',
  'init',
  'list',
  'ls',
  'parse',
  'run operation',
  'serve',
  'show',
  'snapshot freshness',
  'source',
  'source freshness',
]);

/**
 * `docs generate` and `compile` write the same file as `run`, with `success` and full timing for all that they
 * compiled. The command tells them apart; where it is not recorded or not known, the results do.
 */
export function isExecution(run: RunResults): boolean {
  const command = commandOf(run);
  if (EXECUTING.has(command)) return true;
  return !NOT_EXECUTING.has(command) && looksExecuted(run.results);
}

/** `docs generate` for `dbt docs-generate`; empty where none is recorded. */
function commandOf({ args }: RunResults): string {
  const recorded = args?.which?.trim() || args?.command?.trim() || '';
  return recorded
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .replace(/^dbt /, '');
}

/** A `success` of a test gives a compilation away, and so does a file in which the warehouse answered nothing. */
function looksExecuted(results: RunResults['results']): boolean {
  if (results.some((result) => isCompiledTest(result.unique_id, result.status))) return false;
  const onlySuccess = results.every((result) => toShownStatus(result.status) === 'success');
  const silent = results.every((result) => Object.keys(result.adapter_response ?? {}).length === 0);
  return !(onlySuccess && silent);
}
