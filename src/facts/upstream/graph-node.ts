import type { NodeTest, ResourceType, SourceFreshness } from '../node.ts';

/** One node as a page of dbt tells it. */
export interface GraphNode {
  readonly uniqueId: string;
  /** Nodes of the applied state have facts; those of the definition state (ephemeral, not built) are only walked through. */
  readonly state: 'applied' | 'definition';
  readonly resourceType: ResourceType;
  /**
   * The ids that dbt lists: they may repeat, name the node itself, or name nodes that nobody lists. Null where the host does not list
   * parents; empty for sources and seeds.
   */
  readonly parents: readonly string[] | null;
  /** The word for the last attempt of an applied builder. */
  readonly lastRunStatus: string | null;
  /** The latest check of an applied source. */
  readonly freshness: SourceFreshness | null;
  /** The tests of an applied node, as it lists them. */
  readonly tests: readonly NodeTest[];
}
