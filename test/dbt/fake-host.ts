import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema, graphql, parse, visit } from 'graphql';
import type { DiscoveryCall } from '../../src/dbt/discovery-sender.ts';
import type { DbtHttp } from '../../src/dbt/http.ts';
import type { Parsed } from '../support/ask.ts';
import { PATIENT_MS } from '../support/patience.ts';

const SCHEMA = buildSchema(
  readFileSync(new URL('../../discovery/schema/discovery-api.graphql', import.meta.url), 'utf8'),
);

export type FakeNode = Readonly<Record<string, unknown>> & { readonly uniqueId: string };

/** The nodes of one state by the name of their list. */
export type FakeState = Readonly<
  Record<'models' | 'sources' | 'seeds' | 'snapshots' | 'tests', readonly FakeNode[]>
>;

export interface FakeEnvironment {
  readonly applied: FakeState | null;
  readonly definition: FakeState | null;
}

export interface HostRequest {
  readonly operationName: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * A host of dbt's Discovery API that pages honestly over made-up nodes, however few rows it hands out, and answers by dbt's own schema. Its
 * cursors are `row-7`; what follows a `~` makes another cursor of the same place.
 */
export interface FakeHost {
  readonly requests: HostRequest[];
  /** By id. */
  readonly environments: Map<string, FakeEnvironment>;
  /** Rows of one page, at most, for each list of the next request. */
  rowsPerPage: () => number;
  /** Names of fields that this host does not know. */
  unknownFields: readonly string[];
  /** Awaited before a request is answered. */
  arrive: (request: HostRequest) => Promise<void>;
  /** Changes an answer on its way out, in place, or gives another text: what a host that keeps to its schema would never send. */
  tamper: (answer: Parsed, request: HostRequest) => unknown;
  /** In place of the network. */
  readonly http: DbtHttp;
}

export function createFakeHost(environment: FakeEnvironment): FakeHost {
  const host: FakeHost = {
    requests: [],
    environments: new Map([['1', environment]]),
    rowsPerPage: () => 500,
    unknownFields: [],
    arrive: async () => {},
    tamper: (answer) => answer,
    http: async ({ body = '' }) => ({ headers: {}, ...(await answer(host, JSON.parse(body))) }),
  };
  return host;
}

/** The same on a port of loopback. */
export async function serveFakeHost(host: FakeHost): Promise<AsyncDisposable & { readonly origin: string }> {
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { status, body } =
      request.method === 'POST' ? await answer(host, JSON.parse(text)) : { status: 404, body: '{}' };
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export function callOf(): DiscoveryCall {
  const [discoveryUrl, serviceToken] = ['http://dbt.example/graphql', 'dbtc_token'];
  return {
    discoveryUrl,
    serviceToken,
    signal: AbortSignal.timeout(PATIENT_MS),
    deadlineAtMs: Date.now() + 20_000,
  };
}

async function answer(host: FakeHost, request: HostRequest): Promise<{ status: number; body: string }> {
  host.requests.push(request);
  await host.arrive(request);
  const refused = fieldsOf(request.query).filter((field) => host.unknownFields.includes(field));
  if (refused.length > 0) {
    const errors = refused.map((field) => ({ message: `Cannot query field "${field}" on type "X".` }));
    return { status: 400, body: JSON.stringify({ errors }) };
  }
  const result = await graphql({
    schema: SCHEMA,
    source: request.query,
    variableValues: request.variables,
    rootValue: { environment: ({ id }: { readonly id: unknown }) => environmentOf(host, String(id)) },
  });
  const plain: Parsed = JSON.parse(JSON.stringify(result));
  const sent = host.tamper(plain, request);
  return {
    status: result.data === undefined ? 400 : 200,
    body: typeof sent === 'string' ? sent : JSON.stringify(plain),
  };
}

function environmentOf(host: FakeHost, id: string) {
  const environment = host.environments.get(id);
  if (environment === undefined) throw new Error('There is no data available for this input');
  const stateOf = (state: FakeState | null) =>
    state === null
      ? null
      : {
          lastUpdatedAt: '2026-03-01T05:00:00Z',
          latestGitSha: 'abc',
          ...Object.fromEntries(
            Object.entries(state).map(([list, nodes]) => [
              list,
              (args: PageArguments) => toConnection(nodes, args, host.rowsPerPage()),
            ]),
          ),
        };
  return {
    adapterType: 'duckdb',
    dbtProjectName: 'shop',
    applied: stateOf(environment.applied),
    definition: stateOf(environment.definition),
  };
}

interface PageArguments {
  readonly first?: number;
  readonly after?: string;
  readonly filter?: { readonly uniqueIds?: readonly string[] };
}

function toConnection(
  nodes: readonly FakeNode[],
  { first = 100, after, filter }: PageArguments,
  rows: number,
) {
  const wanted = filter?.uniqueIds;
  const all = wanted === undefined ? nodes : nodes.filter(({ uniqueId }) => wanted.includes(uniqueId));
  const start = after === undefined ? 0 : Number(/^row-(\d+)(~\d+)?$/.exec(after)?.[1]);
  if (Number.isNaN(start)) throw new Error('The argument after is not a cursor');
  const end = Math.min(start + Math.min(first, rows), all.length);
  return {
    edges: all.slice(start, end).map((node) => ({ node })),
    pageInfo: { hasNextPage: end < all.length, endCursor: `row-${end}` },
    totalCount: all.length,
  };
}

function fieldsOf(query: string): readonly string[] {
  const names: string[] = [];
  visit(parse(query), { Field: ({ name }) => void names.push(name.value) });
  return names;
}
