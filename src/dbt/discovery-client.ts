import { type Cursors, type ListPage, readToEnd } from './cursors.ts';
import { readDiscoveryAnswer } from './discovery-errors.ts';
import { DbtError, UnknownFieldError } from './errors.ts';
import type { DbtHttp, DbtHttpResponse } from './http.ts';
import { type OddValue, readShape, type Shape } from './odd-values.ts';
import {
  changeOperation,
  type DetailsGroup,
  detailsOperation,
  type IndexList,
  indexOperation,
  type Operation,
  parseIndexList,
} from './operations.ts';
import {
  changePageOf,
  detailsPageOf,
  indexPage,
  type WireDetailsNode,
  type WireIndexedNode,
  type WireIndexPage,
  type WireMarks,
  type WireTestConfig,
} from './responses.ts';
import { createUnknownFields } from './unknown-fields.ts';
import { withoutToken } from './without-token.ts';

/** Whom to ask, with which token. `signal` ends the whole call, its retries included. */
export interface DiscoveryCall {
  readonly discoveryUrl: string;
  readonly serviceToken: string;
  readonly signal: AbortSignal;
  /** When the signal is going to end the call, in epoch milliseconds. */
  readonly deadlineAtMs: number;
  /** How long one try is waited for; as long as the call when left out. */
  readonly attemptMs?: number;
}

/** One page of an environment's index. */
export interface DiscoveryIndexPage {
  readonly adapterType: string | null;
  readonly dbtProjectName: string | null;
  /** As they were when the page was read. */
  readonly marks: ChangeMarks;
  /** The lists that were asked for; one of a state that the environment does not have (yet) is empty. */
  readonly lists: ReadonlyMap<IndexList, IndexListPage>;
}

export interface IndexListPage extends Omit<ListPage<never>, 'rows'> {
  readonly nodes: readonly WireIndexedNode[];
  /** Data tests with their configuration; empty for lists of nodes. */
  readonly tests: readonly WireTestConfig[];
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

/** Runs one request to dbt: decides whether it may be made at all, and makes it again where that helps. */
export type RequestGuard = <T>(call: DiscoveryCall, attempt: () => Promise<T>) => Promise<T>;

export interface DiscoveryClientOptions {
  readonly guard?: RequestGuard;
  readonly now?: () => number;
  /** Told of each value that was read as unknown because it is of another kind than dbt's schema says. */
  readonly onOddValue?: (odd: OddValueOfEnvironment) => void;
}

export interface OddValueOfEnvironment extends OddValue {
  /** `?` where the answer is about several environments. */
  readonly environmentId: string;
}

export function createDiscoveryClient(http: DbtHttp, options: DiscoveryClientOptions = {}): DiscoveryClient {
  const { guard = (_call, attempt) => attempt(), now = Date.now, onOddValue = () => {} } = options;
  const unknownFields = createUnknownFields();

  async function send<Answer>(
    call: DiscoveryCall,
    build: (without: ReadonlySet<string>) => Operation,
    shape: Shape<Answer>,
  ): Promise<Answer> {
    const without = unknownFields.of(call.discoveryUrl);
    const operation = build(without);
    try {
      const { name: operationName, query, variables } = operation;
      const body = JSON.stringify({ operationName, query, variables });
      return await guard(call, async () => {
        return readAnswer(await post(call, body), call, operation, shape);
      });
    } catch (error) {
      if (!(error instanceof UnknownFieldError)) throw error;
      // A host of an older release: ask again without the younger fields, and remember it.
      if (!unknownFields.learn(call.discoveryUrl, error.fields, without)) {
        throw new DbtError('DBT_RESPONSE_INVALID', `${error.message} Without it nothing can be read.`, {
          cause: error,
        });
      }
      return send(call, build, shape);
    }
  }

  /** One try. One that takes too long may be followed by another, as long as the call has not ended. */
  async function post(call: DiscoveryCall, body: string): Promise<DbtHttpResponse> {
    const { discoveryUrl: url, serviceToken, signal, attemptMs } = call;
    const limits = attemptMs === undefined ? [] : [AbortSignal.timeout(attemptMs)];
    try {
      return await http({
        method: 'POST',
        url,
        serviceToken,
        body,
        signal: AbortSignal.any([signal, ...limits]),
      });
    } catch (error) {
      if (!(error instanceof DbtError) || error.code !== 'DBT_TIMEOUT' || signal.aborted) throw error;
      throw new DbtError('DBT_TIMEOUT', error.message, { cause: error, retryable: true });
    }
  }

  function readAnswer<Answer>(
    response: DbtHttpResponse,
    { discoveryUrl, serviceToken }: DiscoveryCall,
    { name, variables }: Operation,
    shape: Shape<Answer>,
  ): Answer {
    const environmentId = typeof variables.environmentId === 'string' ? variables.environmentId : '?';
    const answer = readDiscoveryAnswer(response, new URL(discoveryUrl).host, {
      environmentId,
      serviceToken,
      nowMs: now(),
    });
    if (!answer.ok) throw answer.failure;
    const read = readShape(shape, answer.data);
    // A path may hold keys of the answer, and an id is somebody else's text.
    const clean = (text: string) => withoutToken(text, serviceToken).slice(0, MAX_NAMED_LENGTH);
    if (!read.ok) {
      const field = clean(read.damagedAt.join('.'));
      const place = field === '' ? '' : ` at ${field}`;
      throw invalid(`dbt's answer to ${name} does not have the expected shape${place}.`);
    }
    for (const odd of read.odd) {
      onOddValue({ ...odd, environmentId, uniqueId: odd.uniqueId === null ? null : clean(odd.uniqueId) });
    }
    return read.value;
  }

  return {
    async readIndexPage(call, environmentId, cursors) {
      const build = (without: ReadonlySet<string>) => indexOperation(environmentId, cursors, without);
      const { environment } = await send(call, build, indexPage);
      const { adapterType, dbtProjectName } = environment;
      return {
        adapterType,
        dbtProjectName,
        marks: toMarks(environment),
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

/** Of somebody else's text in a message. */
const MAX_NAMED_LENGTH = 200;

function invalid(message: string): DbtError {
  return new DbtError('DBT_RESPONSE_INVALID', message);
}

function toMarks(states: WireMarks | undefined): ChangeMarks {
  return {
    appliedLastUpdatedAt: states?.applied?.lastUpdatedAt ?? null,
    latestGitSha: states?.applied?.latestGitSha ?? null,
    definitionLastUpdatedAt: states?.definition?.lastUpdatedAt ?? null,
  };
}

/** The lists of one page, as far as they were asked for. */
function listsOf(page: WireIndexPage, asked: Cursors<IndexList>): ReadonlyMap<IndexList, IndexListPage> {
  const lists = new Map<IndexList, IndexListPage>();
  for (const [list, cursor] of asked) {
    const { state, connection } = parseIndexList(list);
    const found = page[state];
    // The API's own word for an environment that has no such state (yet): it has no nodes. One that had it a page ago has lost it.
    if (found === null && cursor === null) lists.set(list, NO_ROWS);
    if (connection === 'tests') {
      const tests = page.applied?.tests;
      if (tests !== undefined) lists.set(list, { ...tests, nodes: [], tests: tests.rows });
    } else {
      const nodes = found?.[connection];
      if (nodes !== undefined) lists.set(list, { ...nodes, nodes: nodes.rows, tests: [] });
    }
  }
  return lists;
}

const NO_ROWS: IndexListPage = { nodes: [], tests: [], hasNextPage: false, endCursor: null, totalRows: 0 };
