import type { DiscoveryCall, DiscoveryClient } from '../dbt/discovery-client.ts';
import { UnknownEnvironmentError } from '../dbt/errors.ts';
import { type DetailsGroup, FACETS, type Facet, type NodeKind } from '../dbt/operations.ts';
import type { WireDetailsNode } from '../dbt/responses.ts';
import { toCode, toColumns, toNodeDetails, toTests } from './node-translation.ts';

/** One facet of one node, as a cache key: `models/tests/model.shop.orders`. A uniqueId may hold any character, so it stands last. */
export function detailsKey(kind: NodeKind, facet: Facet, uniqueId: string): string {
  return `${kind}/${facet}/${uniqueId}`;
}

export function parseDetailsKey(key: string): { kind: NodeKind; facet: Facet; uniqueId: string } {
  const [kind, facet] = key.split('/', 2) as [NodeKind, Facet];
  return { kind, facet, uniqueId: key.slice(kind.length + facet.length + 2) };
}

/**
 * Nodes of one request, at most. dbt allows 500 of each kind, but limits the size of an answer without naming the limit,
 * and a node with its columns and tests can be large.
 */
export const NODES_PER_REQUEST = 200;

/** Reads facets of many nodes of one environment in as few requests as there are batches, all at once. */
export async function readDetailsByKey(
  client: DiscoveryClient,
  call: DiscoveryCall,
  environmentId: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, unknown>> {
  const answers = await Promise.all(
    toBatches(keys).map(async (groups) => {
      const nodes = await readBatch(client, call, environmentId, groups);
      return groups.flatMap((group) =>
        (nodes.get(group.alias) ?? []).flatMap((node) =>
          group.facets.map(
            (facet) =>
              [detailsKey(group.kind, facet, node.uniqueId), toFacet(group.kind, facet, node)] as const,
          ),
        ),
      );
    }),
  );
  return new Map(answers.flat());
}

async function readBatch(
  client: DiscoveryClient,
  call: DiscoveryCall,
  environmentId: string,
  groups: readonly DetailsGroup[],
): Promise<ReadonlyMap<string, readonly WireDetailsNode[]>> {
  try {
    return await client.readDetails(call, environmentId, groups);
  } catch (error) {
    // dbt has purged the environment since its index was read: none of the nodes is there any more.
    if (error instanceof UnknownEnvironmentError) return new Map();
    throw error;
  }
}

function toFacet(kind: NodeKind, facet: Facet, node: WireDetailsNode): unknown {
  switch (facet) {
    case 'base':
      return toNodeDetails(kind, node);
    case 'columns':
      return toColumns(node);
    case 'tests':
      return toTests(node);
    case 'code':
      return toCode(node);
  }
}

/** Nodes that want the same facets share one list of the document, so that nothing is read that nobody asked for. */
function toBatches(keys: readonly string[]): readonly (readonly DetailsGroup[])[] {
  const facetsByNode = new Map<string, { kind: NodeKind; uniqueId: string; facets: Set<Facet> }>();
  for (const key of keys) {
    const { kind, facet, uniqueId } = parseDetailsKey(key);
    const node = facetsByNode.get(uniqueId) ?? { kind, uniqueId, facets: new Set<Facet>() };
    node.facets.add(facet);
    facetsByNode.set(uniqueId, node);
  }
  const nodes = [...facetsByNode.values()];
  const batches: DetailsGroup[][] = [];
  for (let start = 0; start < nodes.length; start += NODES_PER_REQUEST) {
    const groups = new Map<string, { kind: NodeKind; facets: Facet[]; uniqueIds: string[] }>();
    for (const { kind, uniqueId, facets } of nodes.slice(start, start + NODES_PER_REQUEST)) {
      const wanted = FACETS.filter((facet) => facets.has(facet));
      const groupKey = `${kind}_${wanted.join('_')}`;
      const group = groups.get(groupKey) ?? { kind, facets: wanted, uniqueIds: [] };
      group.uniqueIds.push(uniqueId);
      groups.set(groupKey, group);
    }
    batches.push([...groups].map(([alias, group]) => ({ alias, ...group })));
  }
  return batches;
}
