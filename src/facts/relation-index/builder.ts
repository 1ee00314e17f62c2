import { caseRuleOf } from '../case-rule.ts';
import { createLevelCount } from '../levels.ts';
import type { IndexedNode } from '../node.ts';
import { isShardPattern } from '../relation.ts';
import { toRelationEntry } from '../relation-entry.ts';
import type { RelationEntry, RelationIndex } from '../relation-index.ts';
import { createCompactNames } from './compact-names.ts';
import { createCompactNearby } from './compact-nearby.ts';
import { createNodeTable } from './node-table.ts';
import { createRowMap } from './row-map.ts';
import { createShardMap } from './shard-map.ts';

export interface IndexedEnvironment {
  readonly environmentId: string;
  readonly adapterType: string | null;
  readonly projectName: string | null;
}

/**
 * Builds an index from nodes as they come, page by page: next to nothing is left for the end. Nodes live in
 * typed arrays and are made into objects when a lookup finds them.
 */
export interface RelationIndexBuilder {
  /** A node that came before counts once. */
  add(nodes: readonly IndexedNode[]): void;
  /** Copies some arrays once, to their true length: some milliseconds for 50,000 nodes. Nothing is added afterwards. */
  finish(): RelationIndex;
}

export function createRelationIndexBuilder(environment: IndexedEnvironment): RelationIndexBuilder {
  const rule = caseRuleOf(environment.adapterType);
  const levels = createLevelCount(environment.adapterType);
  const table = createNodeTable();
  const byId = createRowMap();
  const byRelation = createRowMap();
  const bySchemaAndName = createRowMap();
  const shards = createShardMap(rule, entryAt);
  const names = createCompactNames(table.nodeAt);
  let relationCount = 0;
  const nearby = createCompactNearby(table.nodeAt, (node) => toRelationEntry(node, rule));

  const relationKey = (database: string, schema: string, name: string) =>
    keyOf(rule.fold(database), rule.fold(schema), rule.fold(name));
  const placeKey = (schema: string, name: string) => keyOf(rule.fold(schema), rule.fold(name));
  const nodeOf = (uniqueId: string): IndexedNode | null =>
    byId
      .candidates(uniqueId)
      .map(table.nodeAt)
      .find((node) => node.uniqueId === uniqueId) ?? null;
  const has = (uniqueId: string) => nodeOf(uniqueId) !== null;

  function entryAt(row: number): RelationEntry | null {
    return toRelationEntry(table.nodeAt(row), rule);
  }

  function addOne(node: IndexedNode): void {
    if (has(node.uniqueId)) return;
    const row = table.size;
    table.add(node);
    byId.add(node.uniqueId, row);
    levels.add(node.relationName);
    const entry = toRelationEntry(node, rule);
    names.add(node, row);
    nearby.add(node, entry, row);
    if (entry === null) return;
    relationCount += 1;
    const { database, schema, name } = entry.relation;
    byRelation.add(relationKey(database ?? '', schema, name), row);
    bySchemaAndName.add(placeKey(schema, name), row);
    if (isShardPattern(node)) shards.add(entry, row);
  }

  function find(rows: readonly number[], fits: (entry: RelationEntry) => boolean): readonly RelationEntry[] {
    return rows.flatMap((row) => {
      const entry = entryAt(row);
      return entry !== null && fits(entry) ? [entry] : [];
    });
  }

  return {
    add: (nodes) => nodes.forEach(addOne),
    finish: () => {
      for (const part of [table, byId, byRelation, bySchemaAndName, names, nearby]) part.trim();
      return {
        ...environment,
        rule,
        isTwoLevel: levels.isTwo(),
        size: table.size,
        relationCount,
        has,
        nodeOf,
        names,
        nearby,
        entriesOf(database, schema, name) {
          const key = relationKey(database, schema, name);
          return find(
            byRelation.candidates(key),
            ({ relation: own }) => relationKey(own.database ?? '', own.schema, own.name) === key,
          );
        },
        entriesInAnyDatabase(schema, name) {
          const key = placeKey(schema, name);
          return find(
            bySchemaAndName.candidates(key),
            ({ relation: own }) => placeKey(own.schema, own.name) === key,
          );
        },
        shardsOf: shards.find,
        shardPrefixLengths: shards.prefixLengths(),
        weightBytes: [table, byId, byRelation, bySchemaAndName, shards, names, nearby].reduce(
          (sum, { bytes }) => sum + bytes,
          0,
        ),
        columns: table.columns,
      };
    },
  };
}

/** NUL cannot stand in a name of any warehouse. */
function keyOf(...parts: readonly string[]): string {
  return parts.join('\u0000');
}
