import type { IndexedNode } from '../node.ts';
import { type SourceCheck, UNCHECKED } from './source-check.ts';
import type { UpstreamEnvironment } from './upstreams.ts';

/** The rows of all environments, numbered through in their order: a node is a number from 0 to below `size`. */
export interface JoinedNodes {
  readonly size: number;
  /** Null for what no environment lists. */
  find(environmentId: string, uniqueId: string): number | null;
  /** The place of the node's environment in the order of priority. */
  placeOf(node: number): number;
  environmentOf(node: number): UpstreamEnvironment;
  rowOf(node: number): number;
  idOf(node: number): string;
  isSource(node: number): boolean;
  checkOf(node: number): SourceCheck;
  /** The node as its index has it, else as much as its id tells. */
  describe(node: number): IndexedNode;
}

export function joinNodes(environments: readonly UpstreamEnvironment[]): JoinedNodes {
  let size = 0;
  const firsts = environments.map(({ graph }) => {
    size += graph.rowCount;
    return size - graph.rowCount;
  });
  const placeOf = (node: number): number => firsts.findLastIndex((first) => first <= node);

  function environmentOf(node: number): UpstreamEnvironment {
    const environment = environments[placeOf(node)];
    if (environment === undefined) throw new RangeError(`There is no node ${node}; there are ${size}.`);
    return environment;
  }

  const rowOf = (node: number): number => node - (firsts[placeOf(node)] ?? 0);
  const idOf = (node: number): string => environmentOf(node).graph.idAt(rowOf(node));

  return {
    size,
    find(environmentId, uniqueId) {
      const place = environments.findIndex(({ graph }) => graph.environmentId === environmentId);
      const graph = environments[place]?.graph;
      const row = graph?.rowOf(uniqueId) ?? null;
      if (graph === undefined || row === null || graph.stateAt(row) === null) return null;
      return (firsts[place] ?? 0) + row;
    },
    placeOf,
    environmentOf,
    rowOf,
    idOf,
    isSource(node) {
      const { graph } = environmentOf(node);
      const row = rowOf(node);
      return graph.stateAt(row) === null
        ? graph.idAt(row).startsWith('source.')
        : graph.resourceTypeAt(row) === 'SOURCE';
    },
    checkOf: (node) => environmentOf(node).graph.checkAt(rowOf(node)) ?? UNCHECKED,
    describe(node) {
      const { graph, relations } = environmentOf(node);
      const row = rowOf(node);
      const uniqueId = graph.idAt(row);
      return relations.nodeOf(uniqueId) ?? toBareNode(uniqueId, graph.resourceTypeAt(row));
    },
  };
}

/** Ids read `<type>.<package>.<name>`, with the group before the name of a source. */
function toBareNode(uniqueId: string, resourceType: IndexedNode['resourceType']): IndexedNode {
  const [type = '', packageName = null, ...rest] = uniqueId.split('.');
  const isSource = type === 'source';
  return {
    uniqueId,
    resourceType: isSource ? 'SOURCE' : resourceType,
    name: rest.slice(isSource ? 1 : 0).join('.') || uniqueId,
    packageName,
    database: null,
    schema: null,
    identifier: null,
    relationName: null,
    materializedType: null,
  };
}
