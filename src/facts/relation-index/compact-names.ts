import type { IndexedNode } from '../node.ts';
import { type NodeNames, toLooseName, toTargetName } from '../node-names.ts';
import { createRowMap } from './row-map.ts';

/** The names under which tests speak of nodes, over a table of them. */
export interface CompactNames extends NodeNames {
  add(node: IndexedNode, row: number): void;
  /** Gives back what was reserved for more nodes. */
  trim(): void;
  readonly bytes: number;
}

export function createCompactNames(nodeAt: (row: number) => IndexedNode): CompactNames {
  const byName = createRowMap();
  const byTarget = createRowMap();
  const looseName = ({ name }: IndexedNode) => toLooseName(name);
  const looseTarget = (node: IndexedNode) => toLooseName(toTargetName(node));
  const find = (rows: readonly number[], key: string, keyOf: (node: IndexedNode) => string) =>
    rows.map(nodeAt).filter((node) => keyOf(node) === key);
  return {
    add(node, row) {
      byName.add(looseName(node), row);
      byTarget.add(looseTarget(node), row);
    },
    named(name) {
      const key = toLooseName(name);
      return find(byName.candidates(key), key, looseName);
    },
    targeted(target) {
      const key = toLooseName(target);
      return find(byTarget.candidates(key), key, looseTarget);
    },
    trim() {
      byName.trim();
      byTarget.trim();
    },
    get bytes() {
      return byName.bytes + byTarget.bytes;
    },
  };
}
