import { isSameRelation, relationNameOf } from './relation-names.ts';
import type { ManifestNode, RunResults } from './schemas.ts';

type Result = RunResults['results'][number];
type Nodes = ReadonlyMap<string, ManifestNode>;
export type Target = 'this' | 'other' | 'unknown';
/** The relation that the manifest gives to a node; undefined for a node that it does not have. */
export type RelationFinder = (uniqueId: string) => string | undefined;

export interface SplitResults {
  /** What was done to the nodes of the manifest. */
  own: Result[];
  /** Whether some builders were built elsewhere: into a developer's schema, say. */
  hasOthers: boolean;
}

/**
 * Sets the results of another target apart. A builder's result tells its target by the relation that it names. Where
 * all that tell name other relations, the whole file is of another target: its tests looked at other tables too.
 */
export function splitByTarget(results: readonly Result[], nodes: Nodes): SplitResults {
  const findRelation: RelationFinder = (uniqueId) => {
    const node = nodes.get(uniqueId);
    return node && relationNameOf(node);
  };
  const targets = results.map((result) => targetOf(result.unique_id, builtRelationOf(result), findRelation));
  const hasOthers = targets.includes('other');
  if (hasOthers && !targets.includes('this')) return { own: [], hasOthers };
  return { own: results.filter((_, index) => targets[index] !== 'other'), hasOthers };
}

/** The relation that a builder's result names; null where it names none, and for all that build nothing. */
export function builtRelationOf({ unique_id: uniqueId, relation_name: relation }: Result): string | null {
  return /^(model|seed|snapshot)\./.test(uniqueId) ? relation?.trim() || null : null;
}

export function targetOf(uniqueId: string, built: string | null, findRelation: RelationFinder): Target {
  const expected = built === null ? undefined : findRelation(uniqueId);
  if (built === null || expected === undefined) return 'unknown';
  return isSameRelation(built, expected) ? 'this' : 'other';
}
