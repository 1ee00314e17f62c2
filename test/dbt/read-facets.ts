import type { DiscoveryClient } from '../../src/dbt/discovery-client.ts';
import type { DiscoveryCall } from '../../src/dbt/discovery-sender.ts';
import type { Facet } from '../../src/dbt/operations.ts';
import { createDetailsSource } from '../../src/environments/details/details-source.ts';
import { type NodeKey, nodeKeyText } from '../../src/environments/details/facets.ts';

/** What was read of each node, by facet and the text of its key; null where dbt does not list it. */
export type ReadFacets = Readonly<Record<Facet, ReadonlyMap<string, unknown>>>;

/** Reads facets of nodes as the subgraph does: all that is asked for at once, in as few requests as there are batches. */
export async function readFacets(
  client: DiscoveryClient,
  call: DiscoveryCall,
  environmentId: string,
  keys: Readonly<Partial<Record<Facet, readonly NodeKey[]>>>,
): Promise<ReadFacets> {
  const source = createDetailsSource({
    readGroups: (groups) => client.readDetails(call, environmentId, groups),
    readAtMs: () => 0,
  });
  async function read(facet: Facet): Promise<ReadonlyMap<string, unknown>> {
    const wanted = keys[facet] ?? [];
    if (wanted.length === 0) return new Map();
    const found = await source.of(facet).readMany(wanted);
    return new Map(wanted.map((key) => [nodeKeyText(key), found.get(nodeKeyText(key))?.value]));
  }
  const [base, columns, tests, code] = await Promise.all([
    read('base'),
    read('columns'),
    read('tests'),
    read('code'),
  ]);
  return { base, columns, tests, code };
}
