import type { SourceStatus } from '../facts.ts';
import type { IndexedNode } from '../node.ts';
import type { RelationIndex } from '../relation-index.ts';
import type { EnvironmentGraph } from './environment-graph.ts';
import type { UpstreamHealth } from './upstream-health.ts';

/** One environment of an integration, in one state. */
export interface UpstreamEnvironment {
  readonly graph: EnvironmentGraph;
  /** The index of the applied state: nodes by id, relations, and the names under which tests speak of nodes. */
  readonly relations: RelationIndex;
}

/** What dbt lists that no project should have: told once for each environment and kind, for the log. */
export interface UpstreamOddity {
  readonly environmentId: string;
  readonly kind: 'cycle' | 'missing parent';
  /** How many cycles, or how many parents that nobody lists. */
  readonly count: number;
  /** The id of a node on a cycle, or of a missing parent. */
  readonly example: string;
}

export interface UpstreamOptions {
  readonly onOddity: (oddity: UpstreamOddity) => void;
}

/** What every node of an integration is made of. */
export interface Upstreams {
  /** What the answers weigh in memory, beside the graphs and indexes they were worked out from. */
  readonly weightBytes: number;
  /** Null for a node that is not in the graph. */
  of(environmentId: string, uniqueId: string): NodeUpstream | null;
}

/** What one node is made of. Instants are RFC 3339 in UTC; what takes time is worked out when it is read. */
export interface NodeUpstream {
  /** The oldest load time that is known of the sources upstream. */
  readonly dataAsOf: string | null;
  /** Why `dataAsOf` is null, or what it leaves out; null where it is the whole truth. */
  readonly reason: string | null;
  /** The worst verdict of the sources whose freshness is configured; null where none is. */
  readonly sourceStatus: SourceStatus | null;
  readonly sourceCount: number;
  /** Of how many of them the load time is not known. */
  readonly unknownSources: number;
  /** Stalest first, those of unknown load time last. Cheap up to 20, a walk beyond. */
  sources(first: number): readonly UpstreamSource[];
  /** Nodes upstream that are broken, nearest first, at most 50. */
  readonly failing: readonly UpstreamFailure[];
  readonly health: UpstreamHealth;
}

export interface UpstreamSource {
  readonly environmentId: string;
  readonly node: IndexedNode;
  readonly maxLoadedAt: string | null;
  /** Null where the source has no verdict. */
  readonly status: SourceStatus | null;
  readonly checkedAt: string | null;
}

export interface UpstreamFailure {
  readonly environmentId: string;
  readonly node: IndexedNode;
  /** Edges between it and the table, from 1. */
  readonly distance: number;
  /** What is wrong with it, in a sentence or two. */
  readonly reason: string;
}
