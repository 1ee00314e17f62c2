/**
 * The query documents this subgraph sends. They stay inside the fields that clients of the live API are known to select;
 * the few younger fields are named in OPTIONAL_FIELDS and left out for hosts that refuse them.
 */

/** Fields that a host may not know yet. The answer is poorer without them, but right. */
export const OPTIONAL_FIELDS = [
  'relationName',
  'lastKnownResult',
  'latestGitSha',
  'isDescriptionInherited',
] as const;

export type NodeKind = 'models' | 'sources' | 'seeds' | 'snapshots';
export const NODE_KINDS: readonly NodeKind[] = ['models', 'sources', 'seeds', 'snapshots'];

/** What of a node is asked: the node itself, its catalog columns, its tests, its code. */
export type Facet = 'base' | 'columns' | 'tests' | 'code';
export const FACETS: readonly Facet[] = ['base', 'columns', 'tests', 'code'];

export type EnvironmentState = 'applied' | 'definition';

export interface Operation {
  readonly name: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const EXECUTION = `executionInfo { lastRunId lastJobDefinitionId lastRunStatus lastRunError lastRunGeneratedAt
  lastSuccessRunId lastSuccessJobDefinitionId executeStartedAt executeCompletedAt executionTime runGeneratedAt }`;

const TEST_EXECUTION = EXECUTION.replace('lastRunStatus', 'lastRunStatus lastRunFailures');

const INDEX_FIELDS: Readonly<Record<EnvironmentState, Readonly<Record<NodeKind, string>>>> = {
  applied: {
    models: 'uniqueId name packageName database schema alias materializedType relationName',
    sources: 'uniqueId name database schema identifier',
    seeds: 'uniqueId name packageName database schema alias',
    snapshots: 'uniqueId name packageName database schema alias',
  },
  definition: {
    models: 'uniqueId name packageName database schema alias materializedType',
    sources: 'uniqueId name database schema identifier',
    seeds: 'uniqueId name packageName database schema alias',
    snapshots: 'uniqueId name packageName database schema alias',
  },
};

const FACET_FIELDS: Readonly<Record<Facet, Readonly<Record<NodeKind, string>>>> = {
  base: {
    models: `description materializedType tags meta ${EXECUTION} catalog { owner }`,
    sources: `description sourceDescription tags meta catalog { owner }
      freshness { freshnessChecked freshnessStatus maxLoadedAt snapshottedAt freshnessRunGeneratedAt
        criteria { warnAfter { count } errorAfter { count } } }`,
    seeds: `description tags meta ${EXECUTION} catalog { owner }`,
    snapshots: `description tags meta ${EXECUTION} catalog { owner }`,
  },
  columns: sameForAll('catalog { columns { name description type index tags meta } }'),
  tests: sameForAll(`tests { uniqueId name description columnName testType lastKnownResult
    testMetadata { name namespace columnName kwargs } ${TEST_EXECUTION} }`),
  code: { models: 'rawCode compiledCode', sources: '', seeds: '', snapshots: 'rawCode compiledCode' },
};

function sameForAll(fields: string): Readonly<Record<NodeKind, string>> {
  return { models: fields, sources: fields, seeds: fields, snapshots: fields };
}

/** What is asked side by side in one index page; a kind that has no further page is left out. */
export type IndexConnection = NodeKind | 'tests';

/** Rows of one page: the API's own ceiling for every connection of an environment. */
const PAGE_SIZE = 500;

/** One list of an index: a connection of one of the two states. */
export type IndexList = `applied.${IndexConnection}` | `definition.${NodeKind}`;

export function parseIndexList(list: IndexList): { state: EnvironmentState; connection: IndexConnection } {
  const [state, connection] = list.split('.') as [EnvironmentState, IndexConnection];
  return { state, connection };
}

/**
 * One page of an environment's index, both states side by side. `cursors` names the lists still to be read, null = from the start.
 * `tests` is read for the severity alone, which stands nowhere but in a test's config. With all marks of change at hand, the facts that
 * are read tell by themselves which change they are from.
 */
export function indexOperation(
  environmentId: string,
  cursors: ReadonlyMap<IndexList, string | null>,
  without: ReadonlySet<string>,
): Operation {
  const variables: Record<string, unknown> = { environmentId };
  const declared = ['$environmentId: BigInt!'];
  const lists: Record<EnvironmentState, string[]> = { applied: [], definition: [] };
  for (const [list, cursor] of cursors) {
    const { state, connection } = parseIndexList(list);
    const fields = connection === 'tests' ? 'uniqueId config' : INDEX_FIELDS[state][connection];
    const variable = `${state}_${connection}_after`;
    if (cursor !== null) {
      declared.push(`$${variable}: String`);
      variables[variable] = cursor;
    }
    const after = cursor === null ? '' : `, after: $${variable}`;
    lists[state].push(
      `${connection}(first: ${PAGE_SIZE}${after}) { edges { node { ${fields} } } pageInfo { hasNextPage endCursor } }`,
    );
  }
  const name = lists.applied.length > 0 ? 'DbtIndex' : 'DbtDefinitionIndex';
  return finish(
    name,
    `query ${name}(${declared.join(', ')}) { environment(id: $environmentId) { adapterType dbtProjectName
      applied { lastUpdatedAt latestGitSha ${lists.applied.join('\n')} }
      definition { lastUpdatedAt ${lists.definition.join('\n')} } } }`,
    variables,
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

/** Details of many nodes of one environment, in one document. */
export function detailsOperation(
  environmentId: string,
  groups: readonly DetailsGroup[],
  without: ReadonlySet<string>,
): Operation {
  const variables: Record<string, unknown> = { environmentId };
  const declared = ['$environmentId: BigInt!'];
  const connections = groups.map((group) => {
    declared.push(`$${group.alias}: [String!]`);
    variables[group.alias] = group.uniqueIds;
    const fields = group.facets.map((facet) => FACET_FIELDS[facet][group.kind]).join(' ');
    return `${group.alias}: ${group.kind}(first: ${group.uniqueIds.length}, filter: { uniqueIds: $${group.alias} }) {
      edges { node { uniqueId ${fields} } } pageInfo { hasNextPage } }`;
  });
  return finish(
    'DbtNodeDetails',
    `query DbtNodeDetails(${declared.join(', ')}) { environment(id: $environmentId) { applied { ${connections.join('\n')} } } }`,
    variables,
    without,
  );
}

/** The cheapest question there is: has anything changed? All environments in one request. */
export function changeOperation(environmentIds: readonly string[], without: ReadonlySet<string>): Operation {
  const variables = Object.fromEntries(environmentIds.map((id, position) => [`e${position}`, id]));
  const declared = environmentIds.map((_, position) => `$e${position}: BigInt!`).join(', ');
  const fields = environmentIds.map(
    (_, position) =>
      `e${position}: environment(id: $e${position}) { applied { lastUpdatedAt latestGitSha } definition { lastUpdatedAt } }`,
  );
  return finish('DbtChange', `query DbtChange(${declared}) { ${fields.join('\n')} }`, variables, without);
}

function finish(
  name: string,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  without: ReadonlySet<string>,
): Operation {
  let text = query.replace(/\s+/g, ' ');
  for (const field of without) text = text.replaceAll(new RegExp(`(?<=[ {])${field} `, 'g'), '');
  return { name, query: text, variables };
}
