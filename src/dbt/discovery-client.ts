import { type Cursors, type ListPage, readToEnd } from './cursors.ts';
import {
  createDiscoverySender,
  type DiscoveryCall,
  type DiscoverySenderOptions,
} from './discovery-sender.ts';
import type { DbtHttp } from './http.ts';
import {
  changeOperation,
  type DetailsGroup,
  detailsOperation,
  type IndexList,
  indexOperation,
  type ParsedIndexList,
  parseIndexList,
  SAMPLED_KINDS,
  sampleAlias,
} from './operations.ts';
import {
  changePageOf,
  detailsPageOf,
  indexPage,
  type WireDeclaredNode,
  type WireDetailsNode,
  type WireGraphNode,
  type WireIndexedNode,
  type WireIndexPage,
  type WireMarks,
  type WireTestConfig,
} from './responses.ts';

/** One page of an environment's index. */
export interface DiscoveryIndexPage {
  readonly adapterType: string | null;
  readonly dbtProjectName: string | null;
  /** As they were when the page was read. */
  readonly marks: ChangeMarks;
  /** Whether a job has generated docs, by a sample of the nodes; null on a page that has none. */
  readonly hasCatalog: boolean | null;
  /** The lists that were asked for; one of a state that the environment does not have (yet) is empty. */
  readonly lists: ReadonlyMap<IndexList, IndexListPage>;
}

/** A list holds rows of one of these sorts; the others are empty. */
export interface IndexListPage extends Omit<ListPage<never>, 'rows'> {
  readonly nodes: readonly WireIndexedNode[];
  /** Data tests with their configuration. */
  readonly tests: readonly WireTestConfig[];
  /** Nodes of the graph: of the applied state with their facts, of the definition state with their parents alone. */
  readonly graph: readonly (WireGraphNode | WireDeclaredNode)[];
}

/** dbt's own marks of change; equal marks mean that dbt knows nothing new. */
export interface ChangeMarks {
  readonly appliedLastUpdatedAt: string | null;
  readonly latestGitSha: string | null;
  readonly definitionLastUpdatedAt: string | null;
}

/** What this subgraph asks of dbt's Discovery API. Every method rejects with a DbtError, or an UnknownEnvironmentError where dbt says so. */
export interface DiscoveryClient {
  /** The next page of each of these lists, side by side. A list that is missing in the answer is missing here. */
  readIndexPage(
    call: DiscoveryCall,
    environmentId: string,
    cursors: Cursors<IndexList>,
  ): Promise<DiscoveryIndexPage>;
  /** Nodes by group alias; a node that dbt does not list any more is missing from its group. */
  readDetails(
    call: DiscoveryCall,
    environmentId: string,
    groups: readonly DetailsGroup[],
  ): Promise<ReadonlyMap<string, readonly WireDetailsNode[]>>;
  /** In the order of `environmentIds`. */
  readChange(call: DiscoveryCall, environmentIds: readonly string[]): Promise<readonly ChangeMarks[]>;
}

export function createDiscoveryClient(http: DbtHttp, options: DiscoverySenderOptions = {}): DiscoveryClient {
  const send = createDiscoverySender(http, options);

  return {
    async readIndexPage(call, environmentId, cursors) {
      const build = (without: ReadonlySet<string>) => indexOperation(environmentId, cursors, without);
      const { environment } = await send(call, build, indexPage);
      const { adapterType, dbtProjectName } = environment;
      return {
        adapterType,
        dbtProjectName,
        marks: toMarks(environment),
        hasCatalog: hasCatalog(environment.applied),
        lists: listsOf(environment, cursors),
      };
    },

    async readDetails(call, environmentId, groups) {
      const wanted = new Map(groups.map(({ alias, uniqueIds }) => [alias, new Set(uniqueIds)]));
      return readToEnd<string, WireDetailsNode>(
        groups.map(({ alias }) => alias),
        {
          pathOf: (alias) => `environment.applied.${alias}`,
          isWanted: (alias, uniqueId) => wanted.get(alias)?.has(uniqueId) === true,
          async readPages(cursors) {
            const { environment } = await send(
              call,
              (without) => detailsOperation(environmentId, groups, cursors, without),
              detailsPageOf(groups.filter(({ alias }) => cursors.has(alias))),
            );
            return new Map(Object.entries(environment.applied));
          },
        },
      );
    },

    async readChange(call, environmentIds) {
      const build = (without: ReadonlySet<string>) => changeOperation(environmentIds, without);
      const answer = await send(call, build, changePageOf(environmentIds.length));
      return environmentIds.map((_, position) => toMarks(answer[`e${position}`]));
    },
  };
}

function toMarks(states: WireMarks | undefined): ChangeMarks {
  return {
    appliedLastUpdatedAt: states?.applied?.lastUpdatedAt ?? null,
    latestGitSha: states?.applied?.latestGitSha ?? null,
    definitionLastUpdatedAt: states?.definition?.lastUpdatedAt ?? null,
  };
}

function hasCatalog(applied: WireIndexPage['applied']): boolean | null {
  const sampled = SAMPLED_KINDS.flatMap((kind) => applied?.[sampleAlias(kind)]?.rows ?? []);
  return sampled.length === 0 ? null : sampled.some(({ catalog }) => catalog !== null);
}

/** The lists of one page, as far as they were asked for. */
function listsOf(page: WireIndexPage, asked: Cursors<IndexList>): ReadonlyMap<IndexList, IndexListPage> {
  const lists = new Map<IndexList, IndexListPage>();
  for (const [list, cursor] of asked) {
    const parsed = parseIndexList(list);
    // The API's own word for an environment that has no such state (yet): it has no nodes. One that had it a page ago has lost it.
    if (page[parsed.state] === null && cursor === null) lists.set(list, NO_ROWS);
    const found = findList(page, parsed);
    if (found !== undefined) lists.set(list, found);
  }
  return lists;
}

function findList(
  page: WireIndexPage,
  { state, holds, connection }: ParsedIndexList,
): IndexListPage | undefined {
  if (holds === 'tests') {
    const tests = page.applied?.tests;
    return tests && { ...NO_ROWS, ...withoutRows(tests), tests: tests.rows };
  }
  if (holds === 'nodes') {
    const nodes = page[state]?.[connection];
    return nodes && { ...NO_ROWS, ...withoutRows(nodes), nodes: nodes.rows };
  }
  const graph =
    state === 'applied'
      ? page.applied?.[`graph_${connection}`]
      : connection === 'models' || connection === 'snapshots'
        ? page.definition?.[`graph_${connection}`]
        : undefined;
  return graph && { ...NO_ROWS, ...withoutRows(graph), graph: graph.rows };
}

function withoutRows({
  hasNextPage,
  endCursor,
  totalRows,
}: Omit<ListPage<never>, 'rows'>): Omit<ListPage<never>, 'rows'> {
  return { hasNextPage, endCursor, totalRows };
}

const NO_ROWS: IndexListPage = {
  nodes: [],
  tests: [],
  graph: [],
  hasNextPage: false,
  endCursor: null,
  totalRows: 0,
};
