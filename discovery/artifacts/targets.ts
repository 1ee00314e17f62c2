import { isSameRelation, relationNameOf } from './relation-names.ts';
import type { ManifestNode, RunResults } from './schemas.ts';

type Result = RunResults['results'][number];
type Nodes = ReadonlyMap<string, ManifestNode>;
type Target = 'this' | 'other' | 'unknown';

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
  const targets = results.map((result) => targetOf(result, nodes));
  const hasOthers = targets.includes('other');
  if (hasOthers && !targets.includes('this')) return { own: [], hasOthers };
  return { own: results.filter((_, index) => targets[index] !== 'other'), hasOthers };
}

function targetOf(result: Result, nodes: Nodes): Target {
  const built = result.relation_name?.trim();
  const node = nodes.get(result.unique_id);
  const isBuilder = /^(model|seed|snapshot)\./.test(result.unique_id);
  if (!isBuilder || !built || node === undefined) return 'unknown';
  return isSameRelation(built, relationNameOf(node)) ? 'this' : 'other';
}
