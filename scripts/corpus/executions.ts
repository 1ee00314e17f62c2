import type { CorpusNode, CorpusTest, RunFile, RunResult } from './corpus-set.ts';

/** What the runs of a set prove: read from the files alone, by the rules that dbt's documents and the project's promises give. */

/** What is known of the building of one model, seed or snapshot. */
export interface Builds {
  /** How the latest attempt ended; null where no run has touched the node. */
  readonly lastStatus: string | null;
  /** When the latest build ended that came through. */
  readonly lastBuiltAt: string | null;
}

export type Outcome = 'PASS' | 'WARN' | 'FAIL' | 'ERROR' | 'SKIPPED' | 'NOT_RUN';

const EXECUTING = new Set(['run', 'build', 'seed', 'snapshot', 'test', 'clone', 'retry']);
const BUILDER = /^(model|seed|snapshot)\./;
const BUILDING = new Set(['success', 'warn']);
const NOT_BUILDING = new Set(['error', 'runtime error', 'fail', 'skipped', 'cancelled']);
const VERDICTS: ReadonlyMap<string, Outcome> = new Map([
  ['pass', 'PASS'],
  ['warn', 'WARN'],
  ['fail', 'FAIL'],
  ['error', 'ERROR'],
  ['runtime error', 'ERROR'],
]);
const WITHOUT_VERDICT = new Set(['skipped', 'cancelled']);

/** Whether a run executed anything: `compile` and `docs generate` leave results of the same form. */
export function isExecuting({ command }: RunFile): boolean {
  return EXECUTING.has(command);
}

/**
 * The nodes that stand in the warehouse: listed by the catalog, or left there by a run. Where a project was only compiled nothing is proven,
 * and everything counts; not so where it was built into other relations.
 */
export function findBuilt(
  nodes: readonly CorpusNode[],
  runs: readonly RunFile[],
  listed: ReadonlySet<string>,
): ReadonlySet<string> {
  const builders = nodes.filter(({ type, isEphemeral }) => type !== 'source' && !isEphemeral);
  const executed = runs.filter(isExecuting).flatMap(({ results }) => results);
  const relations = relationsOf(nodes);
  const stands = (result: RunResult) => !NOT_BUILDING.has(result.status) && !isElsewhere(result, relations);
  const left = new Set(executed.filter(stands).map(({ uniqueId }) => uniqueId));
  const proven = builders.filter(({ uniqueId }) => listed.has(uniqueId) || left.has(uniqueId));
  const wasBuiltElsewhere = executed.some((result) => isElsewhere(result, relations));
  const built = proven.length > 0 || wasBuiltElsewhere ? proven : builders;
  return new Set(built.map(({ uniqueId }) => uniqueId));
}

/** The builds of every node that an execution has touched. */
export function readBuilds(
  nodes: readonly CorpusNode[],
  runs: readonly RunFile[],
): ReadonlyMap<string, Builds> {
  const relations = relationsOf(nodes);
  const builds = new Map<string, Builds>();
  for (const { results } of runs.filter(isExecuting)) {
    for (const result of results) {
      if (!BUILDER.test(result.uniqueId) || isElsewhere(result, relations)) continue;
      const before = builds.get(result.uniqueId)?.lastBuiltAt ?? null;
      const lastBuiltAt = BUILDING.has(result.status) ? result.completedAt : before;
      builds.set(result.uniqueId, { lastStatus: result.status, lastBuiltAt });
    }
  }
  return builds;
}

/** The outcome of every test: its last real verdict, whatever came after it. */
export function readOutcomes(
  nodes: readonly CorpusNode[],
  tests: readonly CorpusTest[],
  runs: readonly RunFile[],
): ReadonlyMap<string, Outcome> {
  const relations = relationsOf(nodes);
  const outcomes = new Map<string, Outcome>(tests.map(({ uniqueId }) => [uniqueId, 'NOT_RUN']));
  for (const run of runs.filter(isExecuting)) {
    if (isOfAnotherTarget(run, relations)) continue;
    for (const { uniqueId, status } of run.results) {
      const before = outcomes.get(uniqueId);
      if (before === undefined) continue;
      const verdict = VERDICTS.get(status);
      if (verdict !== undefined) outcomes.set(uniqueId, verdict);
      else if (before === 'NOT_RUN' && WITHOUT_VERDICT.has(status)) outcomes.set(uniqueId, 'SKIPPED');
    }
  }
  return outcomes;
}

/** Whether all that a run built, as far as it says, stands under other names: its tests judge other rows, then. */
function isOfAnotherTarget({ results }: RunFile, relations: ReadonlyMap<string, string | null>): boolean {
  const telling = results.filter(
    ({ uniqueId, relationName }) =>
      BUILDER.test(uniqueId) && relationName !== null && (relations.get(uniqueId) ?? null) !== null,
  );
  return telling.length > 0 && telling.every((result) => isElsewhere(result, relations));
}

function isElsewhere(
  { uniqueId, relationName }: RunResult,
  relations: ReadonlyMap<string, string | null>,
): boolean {
  const own = relations.get(uniqueId) ?? null;
  return own !== null && relationName !== null && bare(own) !== bare(relationName);
}

function relationsOf(nodes: readonly CorpusNode[]): ReadonlyMap<string, string | null> {
  return new Map(nodes.map(({ uniqueId, relationName }) => [uniqueId, relationName]));
}

function bare(relationName: string): string {
  return relationName.replace(/["`[\]]/g, '').toLowerCase();
}
