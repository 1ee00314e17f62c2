import type { Edges } from './edges.ts';
import type { Pace } from './pace.ts';

/** The strongly connected components of a graph: nodes on one cycle are of one component, every other node is one of its own. */
export interface Components {
  readonly count: number;
  /** Components count from 0: those that a component's edges lead to come before it. */
  readonly componentOf: Uint32Array;
  /** All nodes, component by component. */
  readonly nodes: Uint32Array;
  /** The nodes of component `c` stand in `nodes` from `starts[c]` to before `starts[c + 1]`. */
  readonly starts: Uint32Array;
}

/** Tarjan's algorithm, with a stack of its own: chains are as long as they like. */
export function* findComponents({ starts, targets }: Edges, pace: Pace): Generator<void, Components> {
  const size = starts.length - 1;
  /** The order of discovery, from 1; 0 for nodes that wait. */
  const found = new Uint32Array(size);
  /** The earliest discovered node on the stack that a node is known to reach. */
  const lowest = new Uint32Array(size);
  const nextEdge = starts.slice(0, size);
  const path = new Uint32Array(size);
  const open = new Uint32Array(size);
  const isOpen = new Uint8Array(size);
  const componentOf = new Uint32Array(size);
  const nodes = new Uint32Array(size);
  const componentStarts = new Uint32Array(size + 1);
  let foundCount = 0;
  let pathLength = 0;
  let openCount = 0;
  let nodeCount = 0;
  let count = 0;

  const enter = (node: number): void => {
    foundCount += 1;
    found[node] = foundCount;
    lowest[node] = foundCount;
    path[pathLength++] = node;
    open[openCount++] = node;
    isOpen[node] = 1;
  };
  const lower = (node: number, to: number): void => {
    if (to < (lowest[node] ?? 0)) lowest[node] = to;
  };
  const close = (root: number): void => {
    let node: number;
    do {
      openCount -= 1;
      node = open[openCount] ?? 0;
      isOpen[node] = 0;
      componentOf[node] = count;
      nodes[nodeCount++] = node;
    } while (node !== root);
    count += 1;
    componentStarts[count] = nodeCount;
  };

  for (let root = 0; root < size; root += 1) {
    if (found[root] !== 0) continue;
    enter(root);
    while (pathLength > 0) {
      if (pace.isDue(1)) yield;
      const node = path[pathLength - 1] ?? 0;
      const edge = nextEdge[node] ?? 0;
      if (edge < (starts[node + 1] ?? 0)) {
        nextEdge[node] = edge + 1;
        const target = targets[edge] ?? 0;
        if (found[target] === 0) enter(target);
        else if (isOpen[target] === 1) lower(node, found[target] ?? 0);
        continue;
      }
      pathLength -= 1;
      if (lowest[node] === found[node]) close(node);
      if (pathLength > 0) lower(path[pathLength - 1] ?? 0, lowest[node] ?? 0);
    }
  }
  return { count, componentOf, nodes, starts: componentStarts.slice(0, count + 1) };
}
