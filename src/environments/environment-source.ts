import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Cursors, ListPage } from '../dbt/cursors.ts';
import type { DiscoveryClient, IndexListPage } from '../dbt/discovery-client.ts';
import type { DiscoveryCall } from '../dbt/discovery-sender.ts';
import { UnknownEnvironmentError } from '../dbt/errors.ts';
import {
  type DetailsGroup,
  type IndexList,
  type ParsedIndexList,
  parseIndexList,
} from '../dbt/operations.ts';
import type { WireDetailsNode } from '../dbt/responses.ts';
import { toSeverity } from '../facts/severity.ts';
import { toGraphNode, toIndexedNode } from './details/node-translation.ts';
import type { IndexPage, IndexRow } from './index/index-page.ts';
import type { PageKind, ReadObserver } from './read-observer.ts';

/** What dbt is asked about one environment, in the words of the rules. */
export interface EnvironmentSource {
  /** The next page of each of these lists, side by side. Rejects like every read of dbt, and with an UnknownEnvironmentError. */
  readPage(cursors: Cursors<IndexList>, signal: AbortSignal): Promise<IndexPage>;
  /** Nodes by the alias of their group; one that dbt does not list any more is missing. */
  readGroups(groups: readonly DetailsGroup[]): Promise<ReadonlyMap<string, readonly WireDetailsNode[]>>;
}

export interface EnvironmentSourceOptions {
  readonly client: DiscoveryClient;
  /** Whom to ask; the call ends with the signal, or with the limits of one page. */
  readonly call: (signal: AbortSignal) => DiscoveryCall;
  readonly environmentId: string;
  /** Aborted once the integration was changed or removed. */
  readonly signal: AbortSignal;
  /** Called after each request to dbt: null on success, else the error. */
  readonly onRead: (error: unknown) => void;
  readonly onPage: ReadObserver['onPage'];
}

export function createEnvironmentSource(options: EnvironmentSourceOptions): EnvironmentSource {
  const { client, call, environmentId, onRead, onPage } = options;

  async function observed<T>(kind: PageKind, read: Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      const answer = await read;
      onPage(kind, 'ok');
      onRead(null);
      return answer;
    } catch (error) {
      // An environment that dbt does not know has no nodes, which is an answer.
      if (error instanceof UnknownEnvironmentError) onPage(kind, 'ok');
      else onPage(kind, signal.aborted ? 'cancelled' : 'failed');
      // A read that was given up says nothing about dbt.
      if (!signal.aborted) onRead(error);
      throw error;
    }
  }

  return {
    async readPage(cursors, signal) {
      const read = client.readIndexPage(call(signal), environmentId, cursors);
      const page = await observed('index', read, signal);
      const lists: Partial<Record<IndexList, ListPage<IndexRow>>> = {};
      for (const [list, found] of page.lists) {
        // With the graph beside the index a page is large: the lists have a turn each, apart from what is done with them all.
        await nextTurn();
        const { hasNextPage, endCursor, totalRows } = found;
        lists[list] = { rows: toRows(parseIndexList(list), found), hasNextPage, endCursor, totalRows };
      }
      const { adapterType, dbtProjectName: projectName, marks, hasCatalog } = page;
      return { head: { adapterType, projectName, marks, hasCatalog }, lists };
    },
    readGroups: (groups) =>
      observed('details', client.readDetails(call(options.signal), environmentId, groups), options.signal),
  };
}

function toRows(list: ParsedIndexList, { nodes, tests, graph }: IndexListPage): readonly IndexRow[] {
  if (list.holds === 'tests') {
    return tests.map(({ uniqueId, config }) => ({ uniqueId, severity: toSeverity(config) }));
  }
  const { state, connection } = list;
  return list.holds === 'graph'
    ? graph.map((node) => toGraphNode(state, connection, node))
    : nodes.map((node) => toIndexedNode(connection, node));
}

/** What is known of an environment that dbt does not know: it has no nodes. */
export function toEmptyPage(cursors: Cursors<IndexList>): IndexPage {
  const marks = { appliedLastUpdatedAt: null, latestGitSha: null, definitionLastUpdatedAt: null };
  const end: ListPage<IndexRow> = { rows: [], hasNextPage: false, endCursor: null, totalRows: 0 };
  return {
    head: { adapterType: null, projectName: null, marks, hasCatalog: null },
    lists: Object.fromEntries([...cursors.keys()].map((list) => [list, end])),
  };
}
