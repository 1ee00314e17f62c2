import type { ManifestNode } from '../artifacts/schemas.ts';

export interface Graph {
  parents: ReadonlyMap<string, readonly string[]>;
  /** Everything that depends on a node, tests excepted. */
  children: ReadonlyMap<string, readonly string[]>;
  /** Every test that reads a node: a relationships test hangs on both of its tables, as on the platform. */
  tests: ReadonlyMap<string, readonly string[]>;
}

const TESTS = new Set(['test', 'unit_test']);

export function linkNodes(nodes: ReadonlyMap<string, ManifestNode>): Graph {
  const parents = new Map<string, string[]>();
  const children = new Map<string, string[]>();
  const tests = new Map<string, string[]>();
  for (const node of nodes.values()) {
    const isTest = TESTS.has(node.resource_type);
    const above = parentIdsOf(node).filter((id) => nodes.has(id));
    parents.set(node.unique_id, above);
    for (const id of above) append(isTest ? tests : children, id, node.unique_id);
  }
  return { parents, children, tests };
}

function parentIdsOf(node: ManifestNode): string[] {
  const depended = node.depends_on?.nodes ?? [];
  if (node.resource_type === 'unit_test') {
    // A unit test replaces what its model reads, so only the model is tested.
    return [...new Set(depended)].slice(0, 1);
  }
  const attached = node.attached_node ? [node.attached_node] : [];
  return [...new Set([...depended, ...attached])];
}

function append(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
