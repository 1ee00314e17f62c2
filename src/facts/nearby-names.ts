import type { IndexedNode } from './node.ts';
import type { RelationEntry } from './relation-index.ts';

/**
 * The names of one index near which a reference may have been meant, by their letters and digits (`toLetters`). Lists are in the order of
 * ids, so that explanations do not depend on the order of the index.
 */
export interface NearbyNames {
  /** Relations of this name. */
  named(letters: string): readonly RelationEntry[];
  /** Relations of nodes that the project calls so, and the warehouse otherwise; those of models with versions stand under `versionsOf`. */
  namedInProject(letters: string): readonly RelationEntry[];
  /** Nodes of this name that have no relation. */
  withoutRelation(letters: string): readonly IndexedNode[];
  /** Relations that are versions of what has this name: dbt's versions, and names numbered by hand. */
  versionsOf(letters: string): readonly RelationEntry[];
  /** Sources whose shard pattern covers the name, or would in another spelling. */
  shardsCovering(letters: string): readonly RelationEntry[];
  /** Names, by their letters, that a few slips of the hand turn into this one. */
  similarTo(letters: string): readonly string[];
}
