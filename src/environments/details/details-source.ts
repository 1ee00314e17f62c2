import { createBatcher } from '../../cache/batcher.ts';
import type { Read, Source } from '../../cache/layers.ts';
import { UnknownEnvironmentError } from '../../dbt/errors.ts';
import { type DetailsGroup, FACETS, type Facet, type NodeKind } from '../../dbt/operations.ts';
import type { WireDetailsNode } from '../../dbt/responses.ts';
import { type FacetValues, type NodeKey, nodeKeyText } from './facets.ts';
import { toCode, toColumns, toNodeDetails, toTests } from './node-translation.ts';

/** Nodes by the alias of their group. */
type Groups = ReadonlyMap<string, readonly WireDetailsNode[]>;

export interface DetailsSourceOptions {
  /** Asks dbt for one batch of nodes, within the limits of one page. */
  readonly readGroups: (groups: readonly DetailsGroup[]) => Promise<Groups>;
  readonly readAtMs: () => number;
}

/** Where each facet of nodes is read from. What all facets are asked for at once becomes as few requests as there are batches of nodes. */
export interface DetailsSource {
  of<Name extends Facet>(facet: Name): Source<NodeKey, FacetValues[Name]>;
}

/**
 * Nodes of one request, at most. dbt allows 500 of each kind, but limits the size of an answer without naming the limit,
 * and a node with its columns and tests can be large.
 */
export const NODES_PER_REQUEST = 200;

interface FacetOfNode {
  readonly facet: Facet;
  readonly node: NodeKey;
}

/** By node: every one that was asked for, null where dbt has it no more. */
type FacetReads = { readonly [Name in Facet]: Map<string, FacetValues[Name] | null> };

interface BatchRead {
  readonly readAtMs: number;
  readonly facets: FacetReads;
}

export function createDetailsSource({ readGroups, readAtMs }: DetailsSourceOptions): DetailsSource {
  const batcher = createBatcher<FacetOfNode, BatchRead>({
    keyText: ({ facet, node }) => `${facet}/${nodeKeyText(node)}`,
    windowMs: 0,
    run: readAll,
  });

  async function readAll(wanted: readonly FacetOfNode[]): Promise<BatchRead> {
    // The time before the question: what changes while dbt answers must count as newer than the answer.
    const startedAtMs = readAtMs();
    const facets: FacetReads = { base: new Map(), columns: new Map(), tests: new Map(), code: new Map() };
    for (const { facet, node } of wanted) facets[facet].set(nodeKeyText(node), null);
    await Promise.all(
      toBatches(wanted).map(async (groups) => {
        const nodes = await readKnown(groups);
        for (const group of groups) {
          for (const node of nodes.get(group.alias) ?? []) addFacets(facets, group, node);
        }
      }),
    );
    return { readAtMs: startedAtMs, facets };
  }

  async function readKnown(groups: readonly DetailsGroup[]): Promise<Groups> {
    try {
      return await readGroups(groups);
    } catch (error) {
      // dbt has purged the environment since its index was read: none of the nodes is there any more.
      if (error instanceof UnknownEnvironmentError) return new Map();
      throw error;
    }
  }

  return {
    of: <Name extends Facet>(facet: Name): Source<NodeKey, FacetValues[Name]> => ({
      async readMany(keys) {
        const batches = await batcher.ask(keys.map((node) => ({ facet, node })));
        const reads = new Map<string, Read<FacetValues[Name]>>();
        for (const key of keys) {
          const text = nodeKeyText(key);
          for (const { readAtMs: startedAtMs, facets } of batches) {
            const value = facets[facet].get(text);
            if (value !== undefined) reads.set(text, { value, readAtMs: startedAtMs });
          }
        }
        return reads;
      },
    }),
  };
}

function addFacets(facets: FacetReads, { kind, facets: wanted }: DetailsGroup, node: WireDetailsNode): void {
  const text = nodeKeyText({ kind, uniqueId: node.uniqueId });
  if (wanted.includes('base')) facets.base.set(text, toNodeDetails(kind, node));
  if (wanted.includes('columns')) facets.columns.set(text, toColumns(node));
  if (wanted.includes('tests')) facets.tests.set(text, toTests(node));
  if (wanted.includes('code')) facets.code.set(text, toCode(node));
}

/** Nodes that want the same facets share one list of the document, so that nothing is read that nobody asked for. */
function toBatches(wanted: readonly FacetOfNode[]): readonly (readonly DetailsGroup[])[] {
  const facetsByNode = new Map<string, { readonly node: NodeKey; readonly facets: Set<Facet> }>();
  for (const { facet, node } of wanted) {
    const text = nodeKeyText(node);
    const known = facetsByNode.get(text) ?? { node, facets: new Set<Facet>() };
    known.facets.add(facet);
    facetsByNode.set(text, known);
  }
  const nodes = [...facetsByNode.values()];
  const batches: DetailsGroup[][] = [];
  for (let start = 0; start < nodes.length; start += NODES_PER_REQUEST) {
    batches.push(toGroups(nodes.slice(start, start + NODES_PER_REQUEST)));
  }
  return batches;
}

function toGroups(
  nodes: readonly { readonly node: NodeKey; readonly facets: ReadonlySet<Facet> }[],
): DetailsGroup[] {
  const groups = new Map<string, { kind: NodeKind; facets: readonly Facet[]; uniqueIds: string[] }>();
  for (const { node, facets } of nodes) {
    const wanted = FACETS.filter((facet) => facets.has(facet));
    const alias = `${node.kind}_${wanted.join('_')}`;
    const group = groups.get(alias) ?? { kind: node.kind, facets: wanted, uniqueIds: [] };
    group.uniqueIds.push(node.uniqueId);
    groups.set(alias, group);
  }
  return [...groups].map(([alias, group]) => ({ alias, ...group }));
}
