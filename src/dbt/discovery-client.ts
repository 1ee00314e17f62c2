import { type Connection, type Cursors, readToEnd } from './cursors.ts';
import { readDiscoveryAnswer } from './discovery-errors.ts';
import { DbtError, UnknownFieldError } from './errors.ts';
import type { DbtHttp, DbtHttpResponse } from './http.ts';
import { type OddValue, readShape, type Shape } from './odd-values.ts';
import {
  changeOperation,
  type DetailsGroup,
  detailsOperation,
  type EnvironmentState,
  type IndexList,
  indexOperation,
  type NodeKind,
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
}

export interface EnvironmentIndexAnswer {
  readonly adapterType: string | null;
  readonly dbtProjectName: string | null;
  readonly lastUpdatedAt: string | null;
  /** As they were when the first page was read; null for the definition state, which does not hold them all. */
  readonly marks: ChangeMarks | null;
  readonly nodes: Readonly<Record<'models' | 'sources' | 'seeds' | 'snapshots', readonly WireIndexedNode[]>>;
  /** Configuration of every data test, by uniqueId; empty when `tests` was not among the connections. */
  readonly testConfigs: ReadonlyMap<string, unknown>;
}

/** dbt's own marks of change; equal marks mean that dbt knows nothing new. */
export interface ChangeMarks {
  readonly appliedLastUpdatedAt: string | null;
  readonly latestGitSha: string | null;
  readonly definitionLastUpdatedAt: string | null;
}

/** What this subgraph asks of dbt's Discovery API. Every method rejects with a DbtError, or an UnknownEnvironmentError where dbt says so. */
export interface DiscoveryClient {
  /** The nodes of both states, as far as their lists are asked for: all of them side by side, in as many requests as the longest has pages. */
  readIndex(
    call: DiscoveryCall,
    environmentId: string,
    lists: readonly IndexList[],
  ): Promise<Readonly<Record<EnvironmentState, EnvironmentIndexAnswer>>>;
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
        const { discoveryUrl: url, serviceToken, signal } = call;
        const response = await http({ method: 'POST', url, serviceToken, body, signal });
        return readAnswer(response, call, operation, shape);
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
    async readIndex(call, environmentId, lists) {
      let first: WireIndexPage | undefined;
      const rows = await readToEnd<IndexList, WireIndexedNode | WireTestConfig>(lists, {
        pathOf: (list) => `environment.${list}`,
        async readPages(cursors) {
          const { environment } = await send(
            call,
            (without) => indexOperation(environmentId, cursors, without),
            indexPage,
          );
          first ??= environment;
          return connectionsOf(environment, cursors);
        },
      });
      const answerOf = (state: EnvironmentState) => toIndexAnswer(first, state, rows);
      return { applied: answerOf('applied'), definition: answerOf('definition') };
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
function connectionsOf(
  page: WireIndexPage,
  asked: Cursors<IndexList>,
): ReadonlyMap<IndexList, Connection<WireIndexedNode | WireTestConfig>> {
  const connections = new Map<IndexList, Connection<WireIndexedNode | WireTestConfig>>();
  for (const [list, cursor] of asked) {
    const { state, connection } = parseIndexList(list);
    const lists = page[state];
    // The API's own word for an environment that has no such state (yet): it has no nodes. One that had it a page ago has lost it.
    if (lists === null && cursor === null) connections.set(list, NO_ROWS);
    const found = connection === 'tests' ? page.applied?.tests : lists?.[connection];
    if (found !== undefined) connections.set(list, found);
  }
  return connections;
}

const NO_ROWS = { edges: [], pageInfo: { hasNextPage: false } } as const;

function toIndexAnswer(
  first: WireIndexPage | undefined,
  state: EnvironmentState,
  rows: ReadonlyMap<IndexList, readonly (WireIndexedNode | WireTestConfig)[]>,
): EnvironmentIndexAnswer {
  const nodesOf = (kind: NodeKind) => (rows.get(`${state}.${kind}`) ?? []) as readonly WireIndexedNode[];
  const tests = (rows.get('applied.tests') ?? []) as readonly WireTestConfig[];
  return {
    adapterType: first?.adapterType ?? null,
    dbtProjectName: first?.dbtProjectName ?? null,
    lastUpdatedAt: first?.[state]?.lastUpdatedAt ?? null,
    marks: state === 'definition' ? null : toMarks(first),
    nodes: {
      models: nodesOf('models'),
      sources: nodesOf('sources'),
      seeds: nodesOf('seeds'),
      snapshots: nodesOf('snapshots'),
    },
    testConfigs: new Map(
      state === 'definition' ? [] : tests.map(({ uniqueId, config }) => [uniqueId, config] as const),
    ),
  };
}
