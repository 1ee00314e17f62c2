import { adminOf, type Graph, startGraph } from '../admin/support.ts';
import { createFakeHost, type FakeEnvironment, type FakeHost, serveFakeHost } from '../dbt/fake-host.ts';
import type { Parsed } from '../support/ask.ts';
import { indexRead } from '../support/index-read.ts';

/**
 * The subgraph over a host that can be told to send what no dbt should, by a clock that runs and can be turned. The integration is saved,
 * and the index read.
 */
export interface FakeDbtSystem extends AsyncDisposable {
  readonly host: FakeHost;
  readonly graph: Graph;
  readonly clock: { turn(ms: number): void };
  /** Facts of tables of schema `marts`, by name, and of the column `id` of each. */
  page(names: readonly string[]): Promise<Page>;
  /** Nothing that was read is remembered any more; the index begins to be read anew. */
  forget(): Promise<void>;
  /** Requests since the last time this was called, change checks apart. */
  takeCalls(): readonly string[];
}

export interface Page {
  readonly tables: readonly Parsed[];
  readonly columns: readonly Parsed[];
  readonly errors: readonly Parsed[];
}

const PAGE = `query ($tables: [_Any!]!, $columns: [_Any!]!) {
  tables: _entities(representations: $tables) { ... on Table { dbtDescription lastRefreshedAt
    dbtTests { name columnName outcome failures severity }
    dbt { asOf match { status reason } node { uniqueId tags meta lastRun { runId } lastSuccessfulRun { durationSeconds } } } } }
  columns: _entities(representations: $columns) { ... on Column { dbtDescription dbtTests { name }
    dbt { match { status } dataType index tags meta } } } }`;

export async function startFakeDbt(
  environment: FakeEnvironment,
  env: Readonly<Record<string, string>> = {},
): Promise<FakeDbtSystem> {
  const host = createFakeHost(environment);
  const served = await serveFakeHost(host);
  let aheadMs = 0;
  const graph = await startGraph(
    // A busy machine is no failure of dbt's.
    { DBT_ALLOWED_HOSTS: served.origin, LOG_LEVEL: 'info', DBT_DEADLINE_MS: '20000', ...env },
    () => Date.now() + aheadMs,
  );
  const { userErrors } = await adminOf(graph).configure({
    apiHost: served.origin,
    serviceToken: 'dbtc_service-token-0001',
    environmentIds: ['1'],
  });
  if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
  await indexRead(graph.url);
  host.requests.length = 0;
  return {
    host,
    graph,
    clock: {
      turn(ms) {
        aheadMs += ms;
      },
    },
    async page(names) {
      const keys = names.map((name) => ({ database: 'warehouse', schema: 'marts', name }));
      const { body } = await graph.ask(PAGE, {
        tables: keys.map((key) => ({ __typename: 'Table', ...key })),
        columns: keys.map((table) => ({ __typename: 'Column', table, name: 'id' })),
      });
      return { ...body.data, errors: body.errors ?? [] };
    },
    async forget() {
      await graph.ask('mutation { refreshDbtMetadata { userErrors { code } } }');
    },
    takeCalls() {
      return host.requests
        .splice(0)
        .map(({ operationName }) => operationName)
        .filter((name) => name !== 'DbtChange');
    },
    async [Symbol.asyncDispose]() {
      await graph.stop();
      await served[Symbol.asyncDispose]();
    },
  };
}
