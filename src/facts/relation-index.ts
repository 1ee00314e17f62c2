import type { CaseRule } from './case-rule.ts';
import type { NearbyNames } from './nearby-names.ts';
import type { EnvironmentIndex, IndexedNode, Relation } from './node.ts';
import type { NodeNames } from './node-names.ts';
import { createRelationIndexBuilder } from './relation-index/builder.ts';
import type { NodeColumns } from './relation-index/node-table.ts';

/** A node with its relation, and which of its segments match letter for letter only. Made anew by each lookup. */
export interface RelationEntry {
  readonly node: IndexedNode;
  readonly relation: Relation;
  readonly exactDatabase: boolean;
  readonly exactSchema: boolean;
  readonly exactName: boolean;
}

/** One state of one environment, ready for lookups that do not grow with the number of nodes. */
export interface RelationIndex {
  readonly environmentId: string;
  readonly adapterType: string | null;
  readonly projectName: string | null;
  readonly rule: CaseRule;
  /** The warehouse has no level above the schema, so databases are not compared. */
  readonly isTwoLevel: boolean;
  /** How many nodes there are, those without a relation included. */
  readonly size: number;
  /** How many of them have a relation. */
  readonly relationCount: number;
  has(uniqueId: string): boolean;
  /** Made anew by each call; null for an id that the index does not hold. */
  nodeOf(uniqueId: string): IndexedNode | null;
  /** The names under which tests speak of the nodes. */
  readonly names: NodeNames;
  /** Entries whose folded relation is this one; a node without a database stands under the database ''. */
  entriesOf(database: string, schema: string, name: string): readonly RelationEntry[];
  /** The same in any database. */
  entriesInAnyDatabase(schema: string, name: string): readonly RelationEntry[];
  /** Sources with a shard pattern (`events_*`), by the text before the `*`, as the warehouse compares names. Database '' = none, null = any. */
  shardsOf(database: string | null, schema: string, prefix: string): readonly RelationEntry[];
  /** Lengths of all prefixes of shard patterns, longest first. */
  readonly shardPrefixLengths: readonly number[];
  /** The names near which a reference may have been meant. */
  readonly nearby: NearbyNames;
  /** What the index weighs in memory. */
  readonly weightBytes: number;
  /** The nodes as they leave the process. */
  columns(): NodeColumns;
}

/** Builds an index at once; a node listed twice counts once. */
export function createRelationIndex({ nodes, ...environment }: EnvironmentIndex): RelationIndex {
  const builder = createRelationIndexBuilder(environment);
  builder.add(nodes);
  return builder.finish();
}
