import { isExecution } from '../artifacts/commands.ts';
import { type Mention, toNodeRun } from '../artifacts/merge-runs.ts';
import { toRelationPath } from '../artifacts/relation-names.ts';
import type { RunResults } from '../artifacts/schemas.ts';
import { isCompiledTest } from '../artifacts/statuses.ts';
import { builtRelationOf } from '../artifacts/targets.ts';
import { digestOf } from './read-arrival.ts';
import { compareStamps, type Stamp } from './stamp.ts';

/** A mention with what tells its target, whatever manifest it is held against later. */
export interface StoredMention extends Mention {
  readonly stamp: Stamp;
  /** The place among the results of its artifact. */
  readonly position: number;
  /** The relation that was built, where the result names one. */
  readonly relation: string | null;
  /** What `--target` named; absent or null for the default of the profile. */
  readonly target?: string | null;
  /** The builders of its artifact (see `Surroundings`), where the result names no relation but others of them do. */
  readonly surroundings: string | null;
}

/** What an artifact's builders were built as. All results that name no relation are judged by it. */
export type Surroundings = readonly (readonly [uniqueId: string, relation: string])[];

export interface ReadMentions {
  readonly mentions: readonly StoredMention[];
  readonly name: string | null;
  readonly surroundings: Surroundings;
}

export function readMentions(run: RunResults, stamp: Stamp): ReadMentions {
  const isExecuting = isExecution(run);
  const relations = run.results.map((result) => {
    const built = builtRelationOf(result);
    return built === null ? null : toRelationPath(built);
  });
  const surroundings = run.results
    .flatMap(({ unique_id: id }, index): [string, string][] => {
      const relation = relations[index] ?? null;
      return relation === null ? [] : [[id, relation]];
    })
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const name = surroundings.length === 0 ? null : digestOf(JSON.stringify(surroundings));
  const mentions = run.results.map((result, position) => ({
    uniqueId: result.unique_id,
    status: result.status,
    isExecuted: isExecuting && !isCompiledTest(result.unique_id, result.status),
    run: toNodeRun(run, result),
    stamp,
    position,
    relation: relations[position] ?? null,
    surroundings: relations[position] === null ? name : null,
    ...(run.args?.target ? { target: run.args.target } : {}),
  }));
  return { mentions, name, surroundings };
}

export function compareMentions(left: StoredMention, right: StoredMention): number {
  return compareStamps(left.stamp, right.stamp) || left.position - right.position;
}
