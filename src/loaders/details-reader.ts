import type { Entry } from '../cache/entry.ts';
import type { Within } from '../cache/read-through.ts';
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
  /** What the request was answered with, one for each of its facets: the same objects as long as nothing was read again. */
  entriesOf(request: NodeRequest): readonly (Entry<unknown> | undefined)[];
  /** Why a facet that was asked for is not there; null when all are. */
  errorOf(request: NodeRequest): unknown;
}

/** Reads all that a batch of tables needs, each environment's nodes together. */
export async function readDetails(
  environments: ReadonlyMap<string, ReadEnvironment>,
  requests: readonly NodeRequest[],
  within: Within,
): Promise<DetailsByNode> {
  const keysByEnvironment = new Map<string, Set<string>>();
  for (const { environmentId, node, facets } of requests) {
    const keys = keysByEnvironment.get(environmentId) ?? new Set<string>();
    for (const facet of facets) keys.add(keyOf(node, facet));
    keysByEnvironment.set(environmentId, keys);
  }
  const found = new Map<string, ReadonlyMap<string, Entry<unknown>>>();
  const errors = new Map<string, unknown>();
  await Promise.all(
    [...keysByEnvironment].map(async ([environmentId, keys]) => {
      const reader = environments.get(environmentId)?.reader;
      if (reader === undefined) return;
      const { entries, error } = await reader.details.getMany([...keys], within);
      found.set(environmentId, entries);
      if (error !== null) errors.set(environmentId, error);
    }),
  );
  return {
    entriesOf({ environmentId, node, facets }) {
      const entries = found.get(environmentId);
      return facets.map((facet) => entries?.get(keyOf(node, facet)));
    },
    errorOf({ environmentId, node, facets }) {
      const entries = found.get(environmentId);
      const isWhole = facets.every((facet) => entries?.has(keyOf(node, facet)) === true);
      return isWhole ? null : (errors.get(environmentId) ?? null);
    },
    find(environmentId, node, facet) {
      return found.get(environmentId)?.get(keyOf(node, facet)) as
        | Entry<FacetValues[typeof facet]>
        | undefined;
    },
  };
}

function keyOf(node: IndexedNode, facet: Facet): string {
  return detailsKey(toKind(node.resourceType), facet, node.uniqueId);
}
