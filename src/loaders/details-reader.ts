import type { Entry } from '../cache/entry.ts';
import type { Facet } from '../dbt/operations.ts';
import { detailsKey } from '../environments/details-batches.ts';
import { type NodeCode, toKind } from '../environments/node-translation.ts';
import type { ReadEnvironment } from '../environments/read-environments.ts';
import type { CatalogColumn, IndexedNode, NodeDetails, NodeTest } from '../facts/node.ts';

export interface NodeRequest {
  readonly environmentId: string;
  readonly node: IndexedNode;
  readonly facets: readonly Facet[];
}

/** What a facet holds; null where dbt does not list the node any more, undefined where it was not asked for. */
interface FacetValues {
  readonly base: NodeDetails;
  readonly columns: readonly CatalogColumn[];
  readonly tests: readonly NodeTest[];
  readonly code: NodeCode;
}

/** The answers of one batch, whatever layer they came from. */
export interface DetailsByNode {
  find<Name extends Facet>(
    environmentId: string,
    node: IndexedNode,
    facet: Name,
  ): { readonly value: FacetValues[Name] | null; readonly readAtMs: number } | undefined;
  /** By environment; the nodes of such an environment have no details. */
  readonly failures: ReadonlyMap<string, unknown>;
}

/** Reads all that a batch of tables needs, each environment's nodes together. */
export async function readDetails(
  environments: ReadonlyMap<string, ReadEnvironment>,
  requests: readonly NodeRequest[],
): Promise<DetailsByNode> {
  const keysByEnvironment = new Map<string, Set<string>>();
  for (const { environmentId, node, facets } of requests) {
    const keys = keysByEnvironment.get(environmentId) ?? new Set<string>();
    for (const facet of facets) keys.add(detailsKey(toKind(node.resourceType), facet, node.uniqueId));
    keysByEnvironment.set(environmentId, keys);
  }
  const found = new Map<string, ReadonlyMap<string, Entry<unknown>>>();
  const failures = new Map<string, unknown>();
  await Promise.all(
    [...keysByEnvironment].map(async ([environmentId, keys]) => {
      try {
        const reader = environments.get(environmentId)?.reader;
        if (reader !== undefined) found.set(environmentId, await reader.details.getMany([...keys]));
      } catch (error) {
        failures.set(environmentId, error);
      }
    }),
  );
  return {
    failures,
    find(environmentId, node, facet) {
      const key = detailsKey(toKind(node.resourceType), facet, node.uniqueId);
      return found.get(environmentId)?.get(key) as Entry<FacetValues[typeof facet]> | undefined;
    },
  };
}
