import type { CorpusNode, CorpusSet } from '../corpus-set.ts';
import { tableKey } from '../tables.ts';

/** Everything above one node, each with the fewest edges between the two. */
export type Ancestors = ReadonlyMap<CorpusNode, number>;

/**
 * Prepares a set to be asked what stands above each of its nodes: by the manifest's own dependencies, through models that have no table.
 * A source on whose relation a model, seed or snapshot stands is followed through that one, which has the source's distance.
 */
export function createFamily(set: CorpusSet): (node: CorpusNode) => Ancestors {
  const nodes = new Map(set.nodes.map((node) => [node.uniqueId, node]));
  const builders = Map.groupBy(
    set.nodes.filter(({ uniqueId }) => set.built.has(uniqueId)),
    ({ relation }) => tableKey(set.adapterType, relation),
  );
  const parentsOf = ({ parents }: CorpusNode) =>
    [...new Set(parents)].flatMap((id) => {
      const parent = nodes.get(id);
      return parent === undefined ? [] : [parent];
    });
  const builderOver = (node: CorpusNode): CorpusNode | null => {
    const found = node.type === 'source' ? builders.get(tableKey(set.adapterType, node.relation)) : undefined;
    return found?.length === 1 ? (found[0] ?? null) : null;
  };

  return (start) => {
    const found = new Map<CorpusNode, number>();
    let level = [start];
    for (let distance = 1; level.length > 0; distance += 1) {
      const above = level.flatMap(parentsOf).flatMap((parent) => {
        const builder = builderOver(parent);
        return builder === null ? [parent] : [parent, builder];
      });
      level = [...new Set(above)].filter((node) => !found.has(node));
      for (const node of level) found.set(node, distance);
    }
    return found;
  };
}

/** Whether the node is a source in whose place a model, seed or snapshot stands. */
export function createIsReplaced(set: CorpusSet): (node: CorpusNode) => boolean {
  const keys = new Map<string, number>();
  for (const { uniqueId, relation } of set.nodes) {
    const key = tableKey(set.adapterType, relation);
    if (set.built.has(uniqueId)) keys.set(key, (keys.get(key) ?? 0) + 1);
  }
  return ({ type, relation }) => type === 'source' && keys.get(tableKey(set.adapterType, relation)) === 1;
}
