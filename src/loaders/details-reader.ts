import type { Entry } from '../cache/entry.ts';
import type { Entries } from '../cache/layers.ts';
import type { Lookup, Within } from '../cache/read-through.ts';
import { FACETS, type Facet } from '../dbt/operations.ts';
import type { CachedReader } from '../environments/cached-reader.ts';
import { type FacetValues, type NodeKey, nodeKeyText } from '../environments/details/facets.ts';
import { toKind } from '../environments/details/node-translation.ts';
import type { EnvironmentReader } from '../environments/environment-reader.ts';
import type { ReadEnvironment } from '../environments/read-environments.ts';
import type { IndexedNode } from '../facts/node.ts';

export interface NodeRequest {
  readonly environmentId: string;
  readonly node: IndexedNode;
  readonly facets: readonly Facet[];
}

/** The answers of one batch, whatever layer they came from. */
export interface DetailsByNode {
  /** Value null where dbt does not list the node any more; undefined where the facet was not asked for, or could not be read. */
  find<Name extends Facet>(
    environmentId: string,
    node: IndexedNode,
    facet: Name,
  ): Entry<FacetValues[Name]> | undefined;
  /** What the request was answered with, one for each of its facets: the same objects as long as nothing has changed. */
  entriesOf(request: NodeRequest): readonly (Entry<FacetValues[Facet]> | undefined)[];
  /** Why a facet that was asked for is not there; null when all are. */
  errorOf(request: NodeRequest): Error | null;
  /** Until when (epoch milliseconds) all facets of the request are up to date by their age; 0 where one is not. */
  freshUntilMs(request: NodeRequest): number;
}

type FacetEntries = { readonly [Name in Facet]: Entries<FacetValues[Name]> };

interface FoundDetails {
  readonly entries: FacetEntries;
  readonly error: Error | null;
}

/** Reads all that a batch of tables needs, each environment's nodes together. */
export async function readDetails(
  environments: ReadonlyMap<string, ReadEnvironment>,
  requests: readonly NodeRequest[],
  within: Within,
): Promise<DetailsByNode> {
  const found = new Map<string, FoundDetails>();
  const environmentIds = new Set(requests.map(({ environmentId }) => environmentId));
  await Promise.all(
    [...environmentIds].map(async (environmentId) => {
      const reader = environments.get(environmentId)?.reader;
      if (reader === undefined) return;
      const own = requests.filter((request) => request.environmentId === environmentId);
      found.set(environmentId, await readFacets(reader, own, within));
    }),
  );
  const entryOf = <Name extends Facet>(environmentId: string, node: IndexedNode, facet: Name) =>
    found.get(environmentId)?.entries[facet].get(nodeKeyText(keyOf(node)));
  return {
    find: entryOf,
    entriesOf: ({ environmentId, node, facets }) =>
      facets.map((facet) => entryOf(environmentId, node, facet)),
    errorOf({ environmentId, node, facets }) {
      const isWhole = facets.every((facet) => entryOf(environmentId, node, facet) !== undefined);
      return isWhole ? null : (found.get(environmentId)?.error ?? null);
    },
    freshUntilMs({ environmentId, node, facets }) {
      const reader = environments.get(environmentId)?.reader;
      if (reader === undefined) return 0;
      return Math.min(
        ...facets.map((facet) => {
          const entry = entryOf(environmentId, node, facet);
          return entry === undefined ? 0 : reader.freshUntilMs(entry);
        }),
      );
    },
  };
}

async function readFacets(
  { details }: EnvironmentReader,
  requests: readonly NodeRequest[],
  within: Within,
): Promise<FoundDetails> {
  const keysOf = (facet: Facet): readonly NodeKey[] => {
    const keys = new Map<string, NodeKey>();
    for (const { node, facets } of requests) {
      if (!facets.includes(facet)) continue;
      const key = keyOf(node);
      keys.set(nodeKeyText(key), key);
    }
    return [...keys.values()];
  };
  const read = async <Value>(reader: CachedReader<NodeKey, Value>, facet: Facet): Promise<Lookup<Value>> => {
    const keys = keysOf(facet);
    return keys.length === 0 ? { entries: new Map(), error: null } : reader.getMany(keys, within);
  };
  const [base, columns, tests, code] = await Promise.all([
    read(details.base, 'base'),
    read(details.columns, 'columns'),
    read(details.tests, 'tests'),
    read(details.code, 'code'),
  ]);
  const lookups = { base, columns, tests, code };
  return {
    entries: {
      base: base.entries,
      columns: columns.entries,
      tests: tests.entries,
      code: code.entries,
    },
    error: FACETS.map((facet) => lookups[facet].error).find((error) => error !== null) ?? null,
  };
}

function keyOf(node: IndexedNode): NodeKey {
  return { kind: toKind(node.resourceType), uniqueId: node.uniqueId };
}
