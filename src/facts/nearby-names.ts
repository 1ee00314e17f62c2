import { toLetters } from './likeness.ts';
import type { IndexedNode } from './node.ts';
import { isShardPattern } from './relation.ts';
import type { RelationEntry } from './relation-index.ts';
import { createSimilarNames } from './similar-names.ts';
import { splitVersion, versionOf } from './version-name.ts';

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

export function createNearbyNames(
  nodes: Iterable<IndexedNode>,
  toEntry: (node: IndexedNode) => RelationEntry | null,
): NearbyNames {
  const byName = new Map<string, RelationEntry[]>();
  const byProjectName = new Map<string, RelationEntry[]>();
  const withoutRelation = new Map<string, IndexedNode[]>();
  const versions = new Map<string, RelationEntry[]>();
  const shards = new Map<string, RelationEntry[]>();
  const shardLengths = new Set<number>();

  const sorted = [...nodes].sort((left, right) => (left.uniqueId < right.uniqueId ? -1 : 1));
  for (const node of sorted) {
    const projectName = toLetters(node.name);
    const entry = toEntry(node);
    if (entry === null) {
      append(withoutRelation, projectName, node);
      continue;
    }
    const { name } = entry.relation;
    append(byName, toLetters(name), entry);
    const version = versionOf(node);
    const isOtherName = node.name.toLowerCase() !== name.toLowerCase();
    if (version === null && isOtherName) append(byProjectName, projectName, entry);
    const bases = [version, splitVersion(name)].flatMap((split) => split ?? []);
    for (const base of new Set(bases.map((split) => toLetters(split.base)))) append(versions, base, entry);
    const prefix = isShardPattern(node) ? toLetters(name.slice(0, -1)) : '';
    if (prefix !== '') {
      append(shards, prefix, entry);
      shardLengths.add(prefix.length);
    }
  }
  const longestFirst = [...shardLengths].sort((left, right) => right - left);
  let similar: ReturnType<typeof createSimilarNames> | undefined;

  return {
    named: (letters) => byName.get(letters) ?? [],
    namedInProject: (letters) => byProjectName.get(letters) ?? [],
    withoutRelation: (letters) => withoutRelation.get(letters) ?? [],
    versionsOf: (letters) => versions.get(letters) ?? [],
    shardsCovering: (letters) =>
      longestFirst.flatMap((length) =>
        length > letters.length ? [] : (shards.get(letters.slice(0, length)) ?? []),
      ),
    similarTo(letters) {
      similar ??= createSimilarNames(byName.keys());
      return similar(letters);
    },
  };
}

function append<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
