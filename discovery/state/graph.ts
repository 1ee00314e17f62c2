import type { ManifestNode } from '../artifacts/schemas.ts';
import type { NodeFinder } from './node-ids.ts';

export interface Graph {
  parents: ReadonlyMap<string, readonly string[]>;
  /** Everything that depends on a node, tests excepted. */
  children: ReadonlyMap<string, readonly string[]>;
  /** Every test that reads a node: a relationships test hangs on both of its tables, as on the platform. */
  tests: ReadonlyMap<string, readonly string[]>;
}

const TESTS = new Set(['test', 'unit_test']);

export function linkNodes(nodes: ReadonlyMap<string, ManifestNode>, findNode: NodeFinder): Graph {
  const parents = new Map<string, string[]>();
  const children = new Map<string, string[]>();
  const tests = new Map<string, string[]>();
  for (const node of nodes.values()) {
    const isTest = TESTS.has(node.resource_type);
    const above = parentIdsOf(node, findNode);
    parents.set(node.unique_id, above);
    for (const id of above) append(isTest ? tests : children, id, node.unique_id);
  }
  return { parents, children, tests };
}

/** Ids that lead to no node are left out: a test stays on all others. */
function parentIdsOf(node: ManifestNode, findNode: NodeFinder): string[] {
  const isUnitTest = node.resource_type === 'unit_test';
  const depended = node.depends_on?.nodes ?? [];
  const named = isUnitTest ? [node.tested_node_unique_id, ...depended] : [...depended, node.attached_node];
  const found = named.map((id) => (id ? findNode(id) : undefined)).filter((id) => id !== undefined);
  const distinct = [...new Set(found)];
  // A unit test replaces what its model reads, so only the model is tested.
  return isUnitTest ? distinct.slice(0, 1) : distinct;
}

function append(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
