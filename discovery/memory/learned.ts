import { createNodeFinder } from '../state/node-ids.ts';
import type { Remembered } from './remembered.ts';

/** What one artifact changed. */
export interface Learned {
  /** How many nodes have facts that changed. */
  readonly nodes: number;
  readonly notes: readonly string[];
}

export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

/** Tells whether facts of this id are shown. Before there is a manifest, all are waited for. */
export function createShownJudge({ header, nodes }: Remembered): (id: string) => boolean {
  const findNode = createNodeFinder(nodes);
  return (id) => header.manifest === null || findNode(id) !== undefined;
}
