import type { IndexedNode } from './node.ts';

/** The nodes of an environment by the names under which `ref`, `source` and the names of tests speak of them. */
export interface NodeNames {
  /** Nodes whose name in the project is this one, or differs from it by signs alone. */
  named(name: string): readonly IndexedNode[];
  /** Nodes that stand under this text in the names of tests: `orders`, `customers_v2`, `<source>_<table>`. */
  targeted(target: string): readonly IndexedNode[];
}

/**
 * A name with each run of signs replaced by one `_`. dbt Fusion replaces the signs of a source in its id, one sign by one or two `_`,
 * and every dbt does so in the names of tests, so that only letters and digits are left to compare.
 */
export function toLooseName(name: string): string {
  // The names of nearly all nodes are loose names already.
  if (/^[a-z0-9]+(?:_[a-z0-9]+)*$/i.test(name)) return name;
  return name.replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^_|_$/g, '');
}

/** Ids read `<type>.<package>.<name>`, with `.v<version>` behind the name of a versioned model and `<source>.` before that of a source. */
export function toTargetName({ uniqueId }: Pick<IndexedNode, 'uniqueId'>): string {
  const end = uniqueId.indexOf('.', uniqueId.indexOf('.') + 1);
  return end === -1 ? '' : uniqueId.slice(end + 1).replaceAll('.', '_');
}
