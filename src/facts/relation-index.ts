import { type CaseRule, caseRuleOf, isExactSegment, toComparedDatabase } from './case-rule.ts';
import { hasTwoLevels } from './levels.ts';
import { createNearbyNames, type NearbyNames } from './nearby-names.ts';
import type { EnvironmentIndex, IndexedNode, Relation } from './node.ts';
import { createNodeNames, type NodeNames } from './node-names.ts';
import { isShardPattern, toRelation } from './relation.ts';
import { parseRelationName } from './relation-name.ts';

/** A node with its relation, and which of its segments match letter for letter only. */
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
  readonly uniqueIds: ReadonlySet<string>;
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
  /** Made when first asked for: only references without a match need it. */
  nearby(): NearbyNames;
}

/** Built once per index; a node listed twice counts once. */
export function createRelationIndex(index: EnvironmentIndex): RelationIndex {
  const rule = caseRuleOf(index.adapterType);
  const nodes = new Map<string, IndexedNode>();
  const byRelation = new Map<string, RelationEntry[]>();
  const bySchemaAndName = new Map<string, RelationEntry[]>();
  const shards = new Map<string, RelationEntry[]>();
  const prefixLengths = new Set<number>();
  const spell = rule.caseSensitive ? (name: string) => name : rule.fold;
  for (const node of index.nodes) {
    if (nodes.has(node.uniqueId)) continue;
    nodes.set(node.uniqueId, node);
    const entry = toEntry(node, rule);
    if (entry === null) continue;
    const { database, schema, name } = entry.relation;
    const partialKey = keyOf(rule.fold(schema), rule.fold(name));
    append(byRelation, keyOf(rule.fold(database ?? ''), partialKey), entry);
    append(bySchemaAndName, partialKey, entry);
    if (isShardPattern(node)) {
      const prefix = name.slice(0, -1);
      prefixLengths.add(prefix.length);
      const schemaAndPrefix = keyOf(spell(schema), spell(prefix));
      append(shards, keyOf(spell(database ?? ''), schemaAndPrefix), entry);
      append(shards, schemaAndPrefix, entry);
    }
  }
  let nearby: NearbyNames | undefined;
  return {
    environmentId: index.environmentId,
    adapterType: index.adapterType,
    projectName: index.projectName,
    rule,
    isTwoLevel: hasTwoLevels(index),
    names: createNodeNames(nodes.values()),
    uniqueIds: new Set(nodes.keys()),
    entriesOf: (database, schema, name) =>
      byRelation.get(keyOf(rule.fold(database), keyOf(rule.fold(schema), rule.fold(name)))) ?? [],
    entriesInAnyDatabase: (schema, name) =>
      bySchemaAndName.get(keyOf(rule.fold(schema), rule.fold(name))) ?? [],
    shardsOf(database, schema, prefix) {
      const schemaAndPrefix = keyOf(spell(schema), spell(prefix));
      return shards.get(database === null ? schemaAndPrefix : keyOf(spell(database), schemaAndPrefix)) ?? [];
    },
    shardPrefixLengths: [...prefixLengths].sort((left, right) => right - left),
    nearby: () => {
      nearby ??= createNearbyNames(nodes.values(), (node) => toEntry(node, rule));
      return nearby;
    },
  };
}

function toEntry(node: IndexedNode, rule: CaseRule): RelationEntry | null {
  const stated = toRelation(node);
  if (stated === null) return null;
  const relation = { ...stated, database: toComparedDatabase(rule, stated.database) };
  // Aligned at the right: a database may be missing, and some warehouses put a server in front of it.
  const segments = node.relationName === null ? [] : parseRelationName(node.relationName);
  const isQuoted = (fromRight: number): boolean => segments.at(-fromRight)?.quoted ?? false;
  return {
    node,
    relation,
    exactDatabase: isExactSegment(rule, relation.database ?? '', isQuoted(3)),
    exactSchema: isExactSegment(rule, relation.schema, isQuoted(2)),
    exactName: isExactSegment(rule, relation.name, isQuoted(1)),
  };
}

/** NUL cannot stand in a name of any warehouse. */
function keyOf(left: string, right: string): string {
  return `${left}\u0000${right}`;
}

function append<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
