import { onTestFinished } from 'vitest';
import {
  createDiscoveryServer,
  type DiscoveryServer,
  type DiscoveryServerOptions,
} from '../../discovery/server.ts';
import { parseConfig } from '../../src/config.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { startSubgraph } from '../../src/start.ts';
import { type Answer, ask, type Parsed } from '../support/ask.ts';
import { table } from '../support/entities.ts';
import { createLines, type Lines } from '../support/lines.ts';
import { PATIENT_MS } from '../support/patience.ts';
import { DEMO_ENVIRONMENTS } from '../support/start-stack.ts';

/** One subgraph over HTTP, until the test is over. */
export interface Graph {
  /** Without a trailing slash. */
  readonly url: string;
  readonly log: Lines;
  ask(query: string, variables?: Readonly<Record<string, unknown>>, headers?: Headers): Promise<Answer>;
  stop(): Promise<void>;
}

type Headers = Readonly<Record<string, string>>;

/** Starts the subgraph as a process would, in none mode with a store that ends with it, unless `env` says otherwise. */
export async function startGraph(
  env: Readonly<Record<string, string>> = {},
  now: () => number = Date.now,
): Promise<Graph> {
  const log = createLines();
  const config = parseConfig({
    AUTH_MODE: 'none',
    PORT: '0',
    STORE_URL: 'sqlite://:memory:',
    CACHE_URL: 'memory',
    LOG_LEVEL: 'trace',
    ...env,
  });
  const subgraph = await startSubgraph(config, {
    log: createLogger({ level: config.logLevel, destination: log }),
    now,
    sharedCacheDeadlineMs: PATIENT_MS,
  });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= subgraph.stop();
    return stopped;
  };
  onTestFinished(stop);
  return {
    url: subgraph.url,
    log,
    ask: (query, variables = {}, headers = {}) => ask(`${subgraph.url}/graphql`, query, variables, headers),
    stop,
  };
}

/** dbt's two APIs over artifacts, those of the demo by default, until the test is over. */
export async function startDiscovery(
  options: Partial<DiscoveryServerOptions> = {},
): Promise<DiscoveryServer> {
  const server = await createDiscoveryServer({ environments: DEMO_ENVIRONMENTS, ...options });
  onTestFinished(() => server.close());
  return server;
}

const INTEGRATION = `id revision status apiHost discoveryUrl serviceToken { preview setAt setBy lastUsedAt }
  environments { id name projectName adapterType } webhookUrl webhookSecretSet configuredAt configuredBy updatedAt
  lastSucceededAt lastFailure { code message at } rateLimitedUntil events { at actor action detail }`;
const CHANGED = `{ integration { ${INTEGRATION} } userErrors { code field message } }`;

/** Every field that is for admins alone, by name, with arguments that are well-formed. */
export const ADMIN_OPERATIONS = {
  dbtIntegration: `{ dbtIntegration { ${INTEGRATION} } }`,
  dbtCoverage: '{ dbtCoverage { since asked matched statuses { status tables } } }',
  dbtIntegrationEvents:
    'query ($first: Int, $after: String) { dbtIntegrationEvents(first: $first, after: $after) { events { at actor action detail } endCursor hasNextPage } }',
  dbtLookup: '{ dbtLookup(database: "warehouse", schema: "marts", name: "orders") { match { status } } }',
  verifyDbtIntegration: `mutation ($input: DbtIntegrationInput!) {
    verifyDbtIntegration(input: $input) { environments { id name } userErrors { code field message } } }`,
  configureDbtIntegration: `mutation ($input: DbtIntegrationInput!) { configureDbtIntegration(input: $input) ${CHANGED} }`,
  rotateDbtServiceToken: `mutation ($serviceToken: String!, $expectedRevision: Int) {
    rotateDbtServiceToken(serviceToken: $serviceToken, expectedRevision: $expectedRevision) ${CHANGED} }`,
  setDbtWebhookSecret: `mutation ($secret: String) { setDbtWebhookSecret(secret: $secret) ${CHANGED} }`,
  refreshDbtMetadata: `mutation { refreshDbtMetadata ${CHANGED} }`,
  removeDbtIntegration:
    'mutation { removeDbtIntegration { removed purgedEntries userErrors { code field message } } }',
} as const;

/** What an admin does from a settings page. Throws when the graph answers with errors. */
export function adminOf(graph: Graph, headers: Headers = {}) {
  const run = async (
    operation: keyof typeof ADMIN_OPERATIONS,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<Parsed> => {
    const { body, text } = await graph.ask(ADMIN_OPERATIONS[operation], variables, headers);
    if (body?.errors !== undefined || body?.data === undefined) throw new Error(`${operation}: ${text}`);
    return body.data[operation];
  };
  return {
    get: () => run('dbtIntegration'),
    verify: (input: unknown) => run('verifyDbtIntegration', { input }),
    configure: (input: unknown) => run('configureDbtIntegration', { input }),
    rotate: (serviceToken: string, expectedRevision?: number) =>
      run('rotateDbtServiceToken', { serviceToken, expectedRevision }),
    setWebhookSecret: (secret: string | null) => run('setDbtWebhookSecret', { secret }),
    events: (first?: number, after?: string | null) => run('dbtIntegrationEvents', { first, after }),
    refresh: () => run('refreshDbtMetadata'),
    remove: () => run('removeDbtIntegration'),
  };
}

/** What a reader sees of one table (see `table`), errors included. */
export async function readTable(graph: Graph, path = 'marts.orders', headers: Headers = {}): Promise<Parsed> {
  const query = `query ($references: [_Any!]!) { _entities(representations: $references) { ... on Table {
    dbtDescription dbt { match { status } asOf node { uniqueId environment { id } } } } } }`;
  const { body } = await graph.ask(query, { references: [table(path)] }, headers);
  return {
    ...body.data?._entities[0],
    status: body.data?._entities[0]?.dbt?.match.status ?? null,
    codes: (body.errors ?? []).map((error: Parsed) => error.extensions.code),
  };
}
