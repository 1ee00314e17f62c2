import type { z } from 'zod';
import { readDiscoveryAnswer } from './discovery-errors.ts';
import { DbtError, UnknownFieldError } from './errors.ts';
import type { DbtHttp, DbtHttpResponse } from './http.ts';
import {
  changeOperation,
  type DetailsGroup,
  detailsOperation,
  type EnvironmentState,
  type IndexList,
  indexOperation,
  OPTIONAL_FIELDS,
  type Operation,
  parseIndexList,
} from './operations.ts';
import {
  changeResponse,
  detailsResponse,
  indexResponse,
  type WireDetailsNode,
  type WireIndexedNode,
  type WireIndexPage,
} from './responses.ts';
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

/** 200 pages of 500 rows: far over the largest project known, and an end for a host that always says "more". */
const MAX_PAGES = 200;

/** Runs one request to dbt: decides whether it may be made at all, and makes it again where that helps. */
export type RequestGuard = <T>(call: DiscoveryCall, attempt: () => Promise<T>) => Promise<T>;

export function createDiscoveryClient(
  http: DbtHttp,
  guard: RequestGuard = (_call, attempt) => attempt(),
): DiscoveryClient {
  const unknownFields = createUnknownFieldMemory();

  async function send<Schema extends z.ZodType>(
    call: DiscoveryCall,
    build: (without: ReadonlySet<string>) => Operation,
    schema: Schema,
  ): Promise<z.output<Schema>> {
    const without = unknownFields.of(call.discoveryUrl);
    const operation = build(without);
    try {
      const { name: operationName, query, variables } = operation;
      const body = JSON.stringify({ operationName, query, variables });
      return await guard(call, async () => {
        const { discoveryUrl: url, serviceToken, signal } = call;
        return readAnswer(
          await http({ method: 'POST', url, serviceToken, body, signal }),
          call,
          operation,
          schema,
        );
      });
    } catch (error) {
      if (!(error instanceof UnknownFieldError)) throw error;
      // A host of an older release: ask again without the younger fields, and remember it.
      if (!unknownFields.learn(call.discoveryUrl, error.fields, without)) {
        throw new DbtError('DBT_RESPONSE_INVALID', `${error.message} Without it nothing can be read.`, {
          cause: error,
        });
      }
      return send(call, build, schema);
    }
  }

  return {
    async readIndex(call, environmentId, lists) {
      const pages: WireIndexPage[] = [];
      const seen = new Set<string>();
      let cursors = new Map<IndexList, string | null>(lists.map((list) => [list, null]));
      while (cursors.size > 0) {
        if (pages.length === MAX_PAGES) {
          throw new DbtError(
            'DBT_RESPONSE_INVALID',
            `dbt's list of nodes did not end after ${MAX_PAGES} pages.`,
          );
        }
        const asked = cursors;
        const { environment } = await send(
          call,
          (without) => indexOperation(environmentId, asked, without),
          indexResponse,
        );
        pages.push(environment);
        cursors = nextCursors(environment, asked, seen);
      }
      return { applied: joinPages(pages, 'applied'), definition: joinPages(pages, 'definition') };
    },

    async readDetails(call, environmentId, groups) {
      const { environment } = await send(
        call,
        (without) => detailsOperation(environmentId, groups, without),
        detailsResponse,
      );
      return new Map(
        groups.map(({ alias }) => {
          const list = environment.applied[alias];
          // All were asked for at once: a further page means that some are missing for another reason than that they are gone.
          if (list === undefined || list.pageInfo?.hasNextPage === true) {
            throw new DbtError('DBT_RESPONSE_INVALID', `dbt's answer lacks nodes of the list ${alias}.`);
          }
          return [alias, list.edges.map((edge) => edge.node)];
        }),
      );
    },

    async readChange(call, environmentIds) {
      const answer = await send(call, (without) => changeOperation(environmentIds, without), changeResponse);
      return environmentIds.map((_, position) => {
        const marks = answer[`e${position}`];
        return toMarks(marks ?? {});
      });
    },
  };
}

interface MarkedStates {
  readonly applied?:
    | { readonly lastUpdatedAt: string | null; readonly latestGitSha: string | null }
    | null
    | undefined;
  readonly definition?: { readonly lastUpdatedAt: string | null } | null | undefined;
}

function toMarks({ applied, definition }: MarkedStates): ChangeMarks {
  return {
    appliedLastUpdatedAt: applied?.lastUpdatedAt ?? null,
    latestGitSha: applied?.latestGitSha ?? null,
    definitionLastUpdatedAt: definition?.lastUpdatedAt ?? null,
  };
}

function readAnswer<Schema extends z.ZodType>(
  response: DbtHttpResponse,
  call: DiscoveryCall,
  operation: Operation,
  schema: Schema,
): z.output<Schema> {
  const environmentId = operation.variables.environmentId;
  const answer = readDiscoveryAnswer(response, new URL(call.discoveryUrl).host, {
    serviceToken: call.serviceToken,
    ...(typeof environmentId === 'string' ? { environmentId } : {}),
  });
  if (!answer.ok) throw answer.failure;
  const parsed = schema.safeParse(answer.data);
  if (parsed.success) return parsed.data;
  // A path may hold keys of the answer, which are somebody else's text.
  const field = withoutToken(parsed.error.issues[0]?.path.join('.') ?? '', call.serviceToken);
  throw new DbtError(
    'DBT_RESPONSE_INVALID',
    `dbt's answer to ${operation.name} does not have the expected shape${field === '' ? '' : ` at ${field}`}.`,
  );
}

/** The connections that have a further page. A cursor that comes twice would loop for ever, so it is refused. */
function nextCursors(
  page: WireIndexPage,
  asked: ReadonlyMap<IndexList, string | null>,
  seen: Set<string>,
): Map<IndexList, string | null> {
  const next = new Map<IndexList, string | null>();
  for (const list of asked.keys()) {
    const { state, connection } = parseIndexList(list);
    // The API's own word for an environment that has no such state (yet): it has no nodes.
    if (page[state] === null) continue;
    const pageInfo = page[state]?.[connection]?.pageInfo;
    if (pageInfo === undefined) {
      throw new DbtError('DBT_RESPONSE_INVALID', `dbt's answer lacks the list of ${connection}.`);
    }
    if (!pageInfo.hasNextPage) continue;
    const cursor = pageInfo.endCursor;
    const mark = `${list}:${cursor}`;
    if (cursor === null || cursor === '' || seen.has(mark)) {
      throw new DbtError(
        'DBT_RESPONSE_INVALID',
        `dbt's list of ${connection} says "more" without a new cursor.`,
      );
    }
    seen.add(mark);
    next.set(list, cursor);
  }
  return next;
}

function joinPages(pages: readonly WireIndexPage[], state: EnvironmentState): EnvironmentIndexAnswer {
  const rows = (kind: 'models' | 'sources' | 'seeds' | 'snapshots') =>
    pages.flatMap((page) => page[state]?.[kind]?.edges.map((edge) => edge.node) ?? []);
  const first = pages[0];
  return {
    adapterType: first?.adapterType ?? null,
    dbtProjectName: first?.dbtProjectName ?? null,
    lastUpdatedAt: first?.[state]?.lastUpdatedAt ?? null,
    marks: first === undefined || state === 'definition' ? null : toMarks(first),
    nodes: {
      models: rows('models'),
      sources: rows('sources'),
      seeds: rows('seeds'),
      snapshots: rows('snapshots'),
    },
    testConfigs: new Map(
      pages.flatMap(
        (page) =>
          page[state]?.tests?.edges.map((edge) => [edge.node.uniqueId, edge.node.config] as const) ?? [],
      ),
    ),
  };
}

/** Which optional fields a host has refused so far. In memory only: a host that is upgraded is asked anew after a restart. */
function createUnknownFieldMemory() {
  const byUrl = new Map<string, Set<string>>();
  const none: ReadonlySet<string> = new Set();
  return {
    of: (url: string): ReadonlySet<string> => byUrl.get(url) ?? none,
    /** False when asking again would be in vain: no refused field is an optional one, or all were left out already. */
    learn(url: string, fields: readonly string[], leftOut: ReadonlySet<string>): boolean {
      const optional = fields.filter((field) => (OPTIONAL_FIELDS as readonly string[]).includes(field));
      byUrl.set(url, new Set([...(byUrl.get(url) ?? none), ...optional]));
      return optional.some((field) => !leftOut.has(field));
    },
  };
}
