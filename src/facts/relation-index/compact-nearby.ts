import { toLetters } from '../likeness.ts';
import type { NearbyNames } from '../nearby-names.ts';
import type { IndexedNode } from '../node.ts';
import { isShardPattern } from '../relation.ts';
import type { RelationEntry } from '../relation-index.ts';
import { splitVersion, versionOf } from '../version-name.ts';
import { createRowMap, type RowMap } from './row-map.ts';
import { createSimilarRows } from './similar-rows.ts';

/** The names near which a reference may have been meant, over a table of nodes. */
export interface CompactNearby extends NearbyNames {
  /** `entry` is null for a node without a relation. */
  add(node: IndexedNode, entry: RelationEntry | null, row: number): void;
  /** Gives back what was reserved for more nodes. */
  trim(): void;
  readonly bytes: number;
}

export function createCompactNearby(
  nodeAt: (row: number) => IndexedNode,
  toEntry: (node: IndexedNode) => RelationEntry | null,
): CompactNearby {
  const byName = createRowMap();
  const byProjectName = createRowMap();
  const unplaced = createRowMap();
  const byVersionBase = createRowMap();
  const byShardPrefix = createRowMap();
  const similar = createSimilarRows((row) => lettersOf(toEntry(nodeAt(row))));
  const maps = [byName, byProjectName, unplaced, byVersionBase, byShardPrefix, similar];
  const shardLengths = new Set<number>();

  /** In the order of ids, so that explanations do not depend on the order of the index. */
  function nodesOf(map: RowMap, letters: string): readonly IndexedNode[] {
    return [...new Set(map.candidates(letters))]
      .map(nodeAt)
      .sort((left, right) => (left.uniqueId < right.uniqueId ? -1 : 1));
  }

  const entriesOf = (
    map: RowMap,
    letters: string,
    fits: (entry: RelationEntry) => boolean,
  ): readonly RelationEntry[] =>
    nodesOf(map, letters).flatMap((node) => {
      const entry = toEntry(node);
      return entry !== null && fits(entry) ? [entry] : [];
    });

  return {
    add(node, entry, row) {
      if (entry === null) return unplaced.add(toLetters(node.name), row);
      const letters = lettersOf(entry);
      byName.add(letters, row);
      similar.add(letters, row);
      if (hasOtherProjectName(entry)) byProjectName.add(toLetters(node.name), row);
      for (const base of versionBasesOf(entry)) byVersionBase.add(base, row);
      const prefix = shardPrefixOf(entry);
      if (prefix !== '') {
        byShardPrefix.add(prefix, row);
        shardLengths.add(prefix.length);
      }
    },
    named: (letters) => entriesOf(byName, letters, (entry) => lettersOf(entry) === letters),
    namedInProject: (letters) =>
      entriesOf(byProjectName, letters, ({ node }) => toLetters(node.name) === letters),
    withoutRelation: (letters) =>
      nodesOf(unplaced, letters).filter(({ name }) => toLetters(name) === letters),
    versionsOf: (letters) => entriesOf(byVersionBase, letters, (entry) => versionBasesOf(entry).has(letters)),
    shardsCovering: (letters) =>
      [...shardLengths]
        .sort((left, right) => right - left)
        .flatMap((length) => {
          const prefix = letters.slice(0, length);
          if (length > letters.length) return [];
          return entriesOf(byShardPrefix, prefix, (entry) => shardPrefixOf(entry) === prefix);
        }),
    similarTo: similar.find,
    trim() {
      for (const map of maps) map.trim();
    },
    get bytes() {
      return maps.reduce((sum, { bytes }) => sum + bytes, 0);
    },
  };
}

function lettersOf(entry: RelationEntry | null): string {
  return toLetters(entry?.relation.name ?? '');
}

/** Whether the project calls the node otherwise than the warehouse; models with versions stand under their bases. */
function hasOtherProjectName({ node, relation }: RelationEntry): boolean {
  return versionOf(node) === null && node.name.toLowerCase() !== relation.name.toLowerCase();
}

/** The names of which the relation is a version: dbt's, and those that are numbered by hand. */
function versionBasesOf({ node, relation }: RelationEntry): ReadonlySet<string> {
  const splits = [versionOf(node), splitVersion(relation.name)];
  return new Set(splits.flatMap((split) => (split === null ? [] : [toLetters(split.base)])));
}

/** Empty for what is no shard pattern. */
function shardPrefixOf({ node, relation }: RelationEntry): string {
  return isShardPattern(node) ? toLetters(relation.name.slice(0, -1)) : '';
}
