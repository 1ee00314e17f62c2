import { testsOwnedBy } from './failing-nodes.ts';
import type { JoinedNodes } from './joined-nodes.ts';
import * as sentences from './sentences.ts';
import type { UpstreamFailure } from './upstreams.ts';

/** What is wrong with a node, wherever it is seen from. */
export type Failure = Omit<UpstreamFailure, 'distance'>;

/** Many tables share the failures upstream of them. */
const MOST_REMEMBERED = 500;
/** What one that is remembered may weigh: a node and some names of tests. */
const FAILURE_BYTES = 1_000;

export interface Failures {
  /** `item` is a place in the list of failing nodes. */
  of(item: number): Failure;
  /** What may come to be remembered. */
  readonly bytes: number;
}

export function createFailures(failing: readonly number[], nodes: JoinedNodes): Failures {
  const remembered = new Map<number, Failure>();

  function describe(node: number): Failure {
    const { graph } = nodes.environmentOf(node);
    const reason = sentences.failure(graph.failedStatusAt(nodes.rowOf(node)), testsOwnedBy(node, nodes));
    return { environmentId: graph.environmentId, node: nodes.describe(node), reason };
  }

  return {
    of(item) {
      const known = remembered.get(item);
      if (known !== undefined) return known;
      const failure = describe(failing[item] ?? 0);
      if (remembered.size < MOST_REMEMBERED) remembered.set(item, failure);
      return failure;
    },
    bytes: FAILURE_BYTES * Math.min(failing.length, MOST_REMEMBERED),
  };
}
