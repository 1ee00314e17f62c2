import type { ManifestNode } from '../artifacts/schemas.ts';
import { distinct, type EnvironmentState } from '../state/environment-state.ts';
import { badInput, type PageArguments, type PageLimit, toConnection } from './connection.ts';
import { matching, type NodeFilter } from './filters.ts';
import type { ListedNodes } from './listed-nodes.ts';
import { type ModelSort, sortModels } from './sort.ts';
import { tagsOf } from './views/common.ts';
import { LINEAGE_TYPES, lineageView } from './views/lineage.ts';

export type View = (node: ManifestNode, state: EnvironmentState) => object;

export interface ConnectionArguments extends PageArguments {
  filter?: NodeFilter | null;
  sort?: ModelSort | null;
}

export interface LineageArguments {
  filter: NodeFilter & { types?: string[] | null; select?: string | null; exclude?: string | null };
}

/** What the applied and the definition state answer alike, each over the nodes that it lists. */
export function stateFields(
  state: EnvironmentState,
  listed: ListedNodes,
  views: Readonly<Record<string, View>>,
) {
  const { all: nodes, ofTypes } = listed;
  const viewOf = (node: ManifestNode) => views[node.resource_type]?.(node, state);
  const page = (candidates: readonly ManifestNode[], args: ConnectionArguments, limit: PageLimit) => {
    const matched = args.filter ? candidates.filter(matching(args.filter, state)) : candidates;
    return toConnection(sortModels(matched, args.sort, state), args, limit, viewOf);
  };
  const connection =
    (...types: string[]) =>
    (args: ConnectionArguments, limit: PageLimit) =>
      page(ofTypes(types), args, limit);
  return {
    models: connection('model'),
    sources: connection('source'),
    seeds: connection('seed'),
    snapshots: connection('snapshot'),
    tests: connection('test', 'unit_test'),
    exposures: connection('exposure'),
    groups: connection('group'),
    resources: (args: ConnectionArguments & { filter: { types: string[] } }, limit: PageLimit) =>
      page(
        nodes.filter((node) => viewOf(node) && isOfType(node, args.filter.types)),
        args,
        limit,
      ),
    lineage: ({ filter }: LineageArguments) => {
      if (filter.select || filter.exclude)
        throw badInput('Node selection syntax is not served from artifacts');
      const shown = nodes.filter((node) => LINEAGE_TYPES.has(node.resource_type));
      const wanted = filter.types?.length
        ? shown.filter((node) => isOfType(node, filter.types ?? []))
        : shown;
      return wanted.filter(matching(filter, state)).map((node) => lineageView(node, state));
    },
    packages: ({ resource }: { resource: string }) =>
      resource === 'macro'
        ? state.macroPackages
        : distinct(ofTypes(['model']).map((node) => node.package_name)),
    tags: () => distinct(nodes.flatMap(tagsOf)).map((name) => ({ name })),
    resourceCounts: () => countTypes(nodes),
  };
}

function isOfType(node: ManifestNode, types: readonly string[]): boolean {
  const type = node.resource_type === 'exposure' ? 'Exposure' : LINEAGE_TYPES.get(node.resource_type);
  return type !== undefined && types.includes(type);
}

function countTypes(nodes: readonly ManifestNode[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { resource_type: type } of nodes) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}
