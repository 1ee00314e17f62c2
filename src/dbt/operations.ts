import type { Cursors } from './cursors.ts';
import {
  connectionOn,
  names,
  type Operation,
  on,
  openDocument,
  renderSelection,
  type SelectedField,
  type Selection,
} from './document.ts';

/**
 * The query documents this subgraph sends. They stay inside the fields that clients of the live API are known to select;
 * the few younger fields are named in OPTIONAL_FIELDS and left out for hosts that refuse them.
 */

/** Fields that a host may not know yet. The answer is poorer without them, but right. */
export const OPTIONAL_FIELDS = [
  'relationName',
  'lastKnownResult',
  'latestGitSha',
  'freshnessRunGeneratedAt',
  'criteria',
  'totalCount',
  'parents',
] as const;

export type NodeKind = 'models' | 'sources' | 'seeds' | 'snapshots';
export const NODE_KINDS: readonly NodeKind[] = ['models', 'sources', 'seeds', 'snapshots'];

/** What of a node is asked: the node itself, its catalog columns, its tests, its code. */
export type Facet = 'base' | 'columns' | 'tests' | 'code';
export const FACETS: readonly Facet[] = ['base', 'columns', 'tests', 'code'];

export type EnvironmentState = 'applied' | 'definition';

const RUN_TIMES = names(
  'lastRunId lastJobDefinitionId lastRunStatus lastRunError lastRunGeneratedAt lastSuccessRunId lastSuccessJobDefinitionId executeStartedAt executeCompletedAt executionTime runGeneratedAt',
);
const EXECUTION = on('executionInfo', RUN_TIMES);
const TEST_EXECUTION = on('executionInfo', [...RUN_TIMES, 'lastRunFailures']);

const BUILT = names('uniqueId name packageName database schema alias');
const DECLARED = names('uniqueId name database schema identifier');

const INDEX_FIELDS: Readonly<Record<EnvironmentState, Readonly<Record<NodeKind, Selection>>>> = {
  applied: {
    models: [...BUILT, 'materializedType', 'relationName'],
    sources: DECLARED,
    seeds: BUILT,
    snapshots: BUILT,
  },
  definition: { models: [...BUILT, 'materializedType'], sources: DECLARED, seeds: BUILT, snapshots: BUILT },
};

const OWNER = on('catalog', ['owner']);
const FRESHNESS = on('freshness', [
  ...names('freshnessChecked freshnessStatus maxLoadedAt snapshottedAt freshnessRunGeneratedAt'),
  on('criteria', [on('warnAfter', ['count']), on('errorAfter', ['count'])]),
]);
const COLUMNS = [on('catalog', [on('columns', names('name description type index tags meta'))])];
const TESTS = [
  on('tests', [
    ...names('uniqueId name description columnName testType lastKnownResult'),
    on('testMetadata', names('name namespace columnName kwargs')),
    TEST_EXECUTION,
  ]),
];
const CODE = names('rawCode compiledCode');

const FACET_FIELDS: Readonly<Record<Facet, Readonly<Record<NodeKind, Selection>>>> = {
  base: {
    models: [...names('description materializedType tags meta'), EXECUTION, OWNER],
    sources: [...names('description sourceDescription tags meta'), OWNER, FRESHNESS],
    seeds: [...names('description tags meta'), EXECUTION, OWNER],
    snapshots: [...names('description tags meta'), EXECUTION, OWNER],
  },
  columns: { models: COLUMNS, sources: COLUMNS, seeds: COLUMNS, snapshots: COLUMNS },
  tests: { models: TESTS, sources: TESTS, seeds: TESTS, snapshots: TESTS },
  code: { models: CODE, sources: [], seeds: [], snapshots: CODE },
};

/** Kinds whose nodes are made of others. */
export type ParentedKind = 'models' | 'snapshots';
const PARENTED_KINDS: readonly ParentedKind[] = ['models', 'snapshots'];

const PARENTS = on('parents', ['uniqueId']);
/** Enough of a test to tell whether it fails, and of which node it is. */
const JUDGED_TESTS = on('tests', [
  ...names('uniqueId name columnName testType lastKnownResult'),
  on('testMetadata', names('name namespace columnName kwargs')),
  on('executionInfo', ['lastRunStatus']),
]);
const LAST_RUN = on('executionInfo', ['lastRunStatus']);

/** What a node is made of, and what its descendants should know of it. */
const GRAPH_FIELDS: Readonly<Record<EnvironmentState, Readonly<Record<NodeKind, Selection>>>> = {
  applied: {
    models: ['uniqueId', PARENTS, LAST_RUN, JUDGED_TESTS],
    sources: ['uniqueId', FRESHNESS, JUDGED_TESTS],
    seeds: ['uniqueId', LAST_RUN, JUDGED_TESTS],
    snapshots: ['uniqueId', PARENTS, LAST_RUN, JUDGED_TESTS],
  },
  // The applied state lists applied parents alone: the way through an ephemeral model stands here.
  definition: {
    models: ['uniqueId', PARENTS],
    sources: ['uniqueId'],
    seeds: ['uniqueId'],
    snapshots: ['uniqueId', PARENTS],
  },
};

/**
 * Whether any job of an environment has generated docs stands nowhere but on its nodes: a job that does writes the catalog of all that are
 * built, so a few of them show it.
 */
export const SAMPLED_KINDS = ['models', 'sources'] as const;
const SAMPLE_SIZE = 10;

export function sampleAlias<Kind extends (typeof SAMPLED_KINDS)[number]>(kind: Kind): `catalog_of_${Kind}` {
  return `catalog_of_${kind}`;
}

/** Rows of one page: the API's own ceiling for every connection of an environment. */
const PAGE_SIZE = 500;

/**
 * One list of an index, by its place in the answer: a connection of one of the two states. The lists of a graph go over the same nodes
 * as those of the index, with other fields.
 */
export type IndexList =
  | `applied.${NodeKind | 'tests' | `graph_${NodeKind}`}`
  | `definition.${NodeKind | `graph_${ParentedKind}`}`;

export const GRAPH_LISTS: readonly IndexList[] = [
  ...NODE_KINDS.map((kind): IndexList => `applied.graph_${kind}`),
  ...PARENTED_KINDS.map((kind): IndexList => `definition.graph_${kind}`),
];

/** What a list holds: nodes to be matched, nodes of the graph, or tests. */
export type ParsedIndexList = { readonly state: EnvironmentState; readonly alias: string } & (
  | { readonly holds: 'nodes' | 'graph'; readonly connection: NodeKind }
  | { readonly holds: 'tests'; readonly connection: 'tests' }
);

export function parseIndexList(list: IndexList): ParsedIndexList {
  const [state, alias] = list.split('.') as [EnvironmentState, string];
  if (alias === 'tests') return { state, alias, holds: 'tests', connection: 'tests' };
  const holds = alias.startsWith(GRAPH_PREFIX) ? 'graph' : 'nodes';
  const connection = (holds === 'graph' ? alias.slice(GRAPH_PREFIX.length) : alias) as NodeKind;
  return { state, alias, holds, connection };
}

const GRAPH_PREFIX = 'graph_';

function fieldsOf({ state, holds, connection }: ParsedIndexList): Selection {
  if (holds === 'tests') return ['uniqueId', 'config'];
  return (holds === 'graph' ? GRAPH_FIELDS : INDEX_FIELDS)[state][connection];
}

/**
 * One page of an environment's index, both states side by side. `cursors` names the lists still to be read. `tests` is read for the
 * severity alone, which stands nowhere but in a test's config. With all marks of change at hand, the facts that are read tell by
 * themselves which change they are from.
 */
export function indexOperation(
  environmentId: string,
  cursors: Cursors<IndexList>,
  without: ReadonlySet<string>,
): Operation {
  const document = openDocument(environmentId);
  const lists: Record<EnvironmentState, SelectedField[]> = { applied: [], definition: [] };
  for (const [list, cursor] of cursors) {
    const parsed = parseIndexList(list);
    const { state, alias, connection } = parsed;
    const after = document.after(`${state}_${alias}`, cursor);
    const rows = connectionOn(connection, fieldsOf(parsed), `first: ${PAGE_SIZE}${after}`);
    // How many there are in all, for those who wait to know how far the read is.
    const asked = { ...rows, select: ['totalCount', ...rows.select] };
    lists[state].push(alias === connection ? asked : { ...asked, alias });
  }
  for (const kind of SAMPLED_KINDS) {
    // With the first page alone.
    if (cursors.get(`applied.${kind}`) !== null) continue;
    const sample = connectionOn(
      kind,
      ['uniqueId', on('catalog', ['runGeneratedAt'])],
      `first: ${SAMPLE_SIZE}`,
    );
    lists.applied.push({ ...sample, alias: sampleAlias(kind) });
  }
  const name = lists.applied.length > 0 ? 'DbtIndex' : 'DbtDefinitionIndex';
  return document.close(
    { kind: 'index', name },
    [
      ...names('adapterType dbtProjectName'),
      on('applied', ['lastUpdatedAt', 'latestGitSha', ...lists.applied]),
      on('definition', ['lastUpdatedAt', ...lists.definition]),
    ],
    without,
  );
}

/** Nodes of one kind that are asked for the same facets; `alias` is the name of their list in the answer. */
export interface DetailsGroup {
  readonly alias: string;
  readonly kind: NodeKind;
  readonly facets: readonly Facet[];
  /** Never empty: an empty list would mean "no restriction" to dbt. */
  readonly uniqueIds: readonly string[];
}

/** One page of the details of many nodes of one environment, in one document; groups that are not in `cursors` have been read whole. */
export function detailsOperation(
  environmentId: string,
  groups: readonly DetailsGroup[],
  cursors: Cursors<string>,
  without: ReadonlySet<string>,
): Operation {
  const document = openDocument(environmentId);
  const lists = groups.flatMap(({ alias, kind, facets, uniqueIds }): readonly SelectedField[] => {
    const cursor = cursors.get(alias);
    if (cursor === undefined) return [];
    document.declare(alias, '[String!]', uniqueIds);
    const after = document.after(alias, cursor);
    const fields = ['uniqueId', ...facets.flatMap((facet) => FACET_FIELDS[facet][kind])];
    const given = `first: ${uniqueIds.length}${after}, filter: { uniqueIds: $${alias} }`;
    return [{ ...connectionOn(kind, fields, given), alias }];
  });
  return document.close({ kind: 'details', name: 'DbtNodeDetails' }, [on('applied', lists)], without);
}

/** The cheapest question there is: has anything changed? All environments in one request. */
export function changeOperation(environmentIds: readonly string[], without: ReadonlySet<string>): Operation {
  const variables = Object.fromEntries(environmentIds.map((id, position) => [`e${position}`, id]));
  const declared = environmentIds.map((_, position) => `$e${position}: BigInt!`).join(', ');
  const environments = environmentIds.map(
    (_, position): SelectedField => ({
      field: 'environment',
      alias: `e${position}`,
      arguments: `id: $e${position}`,
      select: [on('applied', ['lastUpdatedAt', 'latestGitSha']), on('definition', ['lastUpdatedAt'])],
    }),
  );
  const query = `query DbtChange(${declared}) { ${renderSelection(environments, without)} }`;
  return { kind: 'change', name: 'DbtChange', query, variables };
}
