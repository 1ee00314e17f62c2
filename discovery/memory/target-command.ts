import { isExecution } from '../artifacts/commands.ts';
import { toRelationPath } from '../artifacts/relation-names.ts';
import type { RunResults } from '../artifacts/schemas.ts';
import { isBuild } from '../artifacts/statuses.ts';
import { builtRelationOf } from '../artifacts/targets.ts';
import type { Stamp } from './stamp.ts';

/** A command as it is stored, by its invocation. */
export interface StoredCommand {
  readonly at: number;
  /** Where its manifest is; null where none has arrived. */
  readonly place: string | null;
  /** Some relations that its results name: they tell its place where no manifest does. */
  readonly sample: readonly (readonly [uniqueId: string, relation: string])[];
  readonly target?: string | null;
  readonly hasBuilt: boolean;
}

const SAMPLE = 5;
const BUILDING = /^(run|build|seed|snapshot|retry)$/;

/** What the results of a command tell of its target. */
export function commandOf(run: RunResults, stamp: Stamp): StoredCommand {
  const built = isExecution(run) && BUILDING.test(run.args?.which?.trim().toLowerCase() || 'run');
  const relations = run.results.flatMap((result): [string, string][] => {
    const relation = builtRelationOf(result);
    return relation === null ? [] : [[result.unique_id, toRelationPath(relation)]];
  });
  const hasBuilt = built && run.results.some(({ unique_id: id, status }) => isBuilder(id) && isBuild(status));
  const sample = relations.sort(([left], [right]) => (left < right ? -1 : 1)).slice(0, SAMPLE);
  return { at: stamp.at, place: null, sample, target: run.args?.target ?? null, hasBuilt };
}

/** What is known of a command from both of its artifacts, whichever came first. */
export function mergeCommands(known: StoredCommand | undefined, told: StoredCommand): StoredCommand {
  if (known === undefined) return told;
  const target = told.target === undefined ? known.target : told.target;
  return {
    at: Math.max(known.at, told.at),
    place: told.place ?? known.place,
    sample: told.sample.length > 0 ? told.sample : known.sample,
    ...(target === undefined ? {} : { target }),
    hasBuilt: known.hasBuilt || told.hasBuilt,
  };
}

export function isBuilder(uniqueId: string): boolean {
  return /^(model|seed|snapshot)\./.test(uniqueId);
}
