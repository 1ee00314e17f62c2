import type { IndexedNode } from './node.ts';

/** The nodes of an environment by the names under which `ref`, `source` and the names of tests speak of them. */
export interface NodeNames {
  /** Nodes whose name in the project is this one, or differs from it by signs alone. */
  named(name: string): readonly IndexedNode[];
  /** Nodes that stand under this text in the names of tests: `orders`, `customers_v2`, `<source>_<table>`. */
  targeted(target: string): readonly IndexedNode[];
}

/** Built at the first question: most tests are listed by their owner alone, and ask none. */
export function createNodeNames(nodes: Iterable<IndexedNode>): NodeNames {
  let built: { named: Map<string, IndexedNode[]>; targeted: Map<string, IndexedNode[]> } | undefined;
  const names = () => {
    if (built !== undefined) return built;
    built = { named: new Map(), targeted: new Map() };
    for (const node of nodes) {
      append(built.named, toLooseName(node.name), node);
      append(built.targeted, toLooseName(toTargetName(node)), node);
    }
    return built;
  };
  return {
    named: (name) => names().named.get(toLooseName(name)) ?? [],
    targeted: (target) => names().targeted.get(toLooseName(target)) ?? [],
  };
}

/**
 * A name with each run of signs replaced by one `_`. dbt Fusion replaces the signs of a source in its id, one sign by one or two `_`,
 * and every dbt does so in the names of tests, so that only letters and digits are left to compare.
 */
export function toLooseName(name: string): string {
  return name.replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^_|_$/g, '');
}

/** Ids read `<type>.<package>.<name>`, with `.v<version>` behind the name of a versioned model and `<source>.` before that of a source. */
function toTargetName(node: IndexedNode): string {
  return node.uniqueId.split('.').slice(2).join('_');
}

function append(lists: Map<string, IndexedNode[]>, key: string, node: IndexedNode): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [node]);
  else list.push(node);
}
