/** The uniqueId of the node that an artifact means; undefined where none or several could be meant. */
export type NodeFinder = (id: string) => string | undefined;

/** What Fusion puts in the place of a sign. A single one is taken as well: dbt documents neither. */
const REPLACEMENTS = ['__', '_'];

/**
 * Finds nodes by the ids that artifacts name them by. dbt Fusion replaces every sign of a source's name but ASCII
 * letters, digits and `_` in some of the places that it writes; such an id means the one source whose id reads the
 * same with its signs replaced.
 */
export function createNodeFinder(nodes: ReadonlyMap<string, unknown>): NodeFinder {
  const sourceIds = [...nodes.keys()].filter((id) => id.startsWith('source.'));
  let byReplacement: Map<string, string[]>[] | undefined;
  return (id) => {
    if (nodes.has(id)) return id;
    if (!id.startsWith('source.')) return undefined;
    byReplacement ??= REPLACEMENTS.map((replacement) =>
      Map.groupBy(sourceIds, (sourceId) => withoutSigns(sourceId, replacement)),
    );
    for (const [index, replacement] of REPLACEMENTS.entries()) {
      const [only, ...others] = byReplacement[index]?.get(withoutSigns(id, replacement)) ?? [];
      if (only !== undefined) return others.length === 0 ? only : undefined;
    }
    return undefined;
  };
}

/** Keys by the ids of the manifest; a key that is one already goes before its other spellings. */
export function withNodeIds<T>(entries: readonly [string, T][], findNode: NodeFinder): Map<string, T> {
  const respelled = entries.map(([id, value]): [string, T] => [findNode(id) ?? id, value]);
  return new Map([...respelled, ...entries]);
}

function withoutSigns(id: string, replacement: string): string {
  return id.replace(/[^A-Za-z0-9_]/g, replacement);
}
