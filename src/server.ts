import type { Server } from 'node:http';
import type { ApolloServerPlugin } from '@apollo/server';
import type { Memory } from './cache/memory.ts';
import type { OuterCache } from './cache/outer-cache.ts';
import type { Config } from './config.ts';
import { type ContextParts, createContext, type RequestContext } from './context.ts';
import type { Coordination } from './coordination/coordination.ts';
import type { Coverage } from './coverage/coverage.ts';
import type { DiscoveryClient } from './dbt/discovery-client.ts';
import { DbtError } from './dbt/errors.ts';
import type { RequestGuards } from './dbt/request-guard.ts';
import { createEnvironments, readPrefixOf } from './environments/environments.ts';
import { createJobBook } from './environments/jobs/job-book.ts';
import { MAX_PAGE_MS } from './environments/scope.ts';
import { closeServer } from './http/close-server.ts';
import type { ConsoleFiles } from './http/console-files.ts';
import { createDrain } from './http/drain.ts';
import { createGraphqlHandler } from './http/graphql-handler.ts';
import { createReadiness, live, readReadiness } from './http/health.ts';
import type { RefusedCallerKind } from './http/http-refusal.ts';
import { createHttpServer, type RouteHandler } from './http/http-server.ts';
import { createLanding } from './http/landing.ts';
import { createMetricsRoute, createMetricsServer } from './http/metrics.ts';
import { readOnly } from './http/read-only.ts';
import { requestIdOf } from './http/request-id.ts';
import { outcomeOf } from './http/timed-answers.ts';
import { createWebhookHandler, WEBHOOK_PATH } from './http/webhook.ts';
import { describeAdminRule } from './identity/admin-rule.ts';
import type { Identify } from './identity/identify.ts';
import { createConnections, MAX_CONNECTION_AGE_MS } from './integrations/connections.ts';
import { createHealthRecorder } from './integrations/health-recorder.ts';
import { createIntegrations } from './integrations/integration-service.ts';
import { createPurges } from './integrations/purges.ts';
import { createRefusals } from './integrations/refusals.ts';
import type { Vault } from './integrations/secrets/vault.ts';
import type { IntegrationStore } from './integrations/store/store.ts';
import type { ParseHost, Verify } from './integrations/verification/verification.ts';
import { createWebhookRecorder } from './integrations/webhook-recorder.ts';
import { findWebhookTarget } from './integrations/webhook-target.ts';
import { createPreparedTables } from './loaders/prepared-tables.ts';
import { createTableMemory } from './loaders/table-memory.ts';
import { createUpstreamMemory } from './loaders/upstream-memory.ts';
import { DEFAULT_MAPPING } from './mapping/default-mapping.ts';
import type { Mapping } from './mapping/mapping.ts';
import type { Log } from './observability/log.ts';
import type { Metrics } from './observability/metrics.ts';
import { createOddityLog } from './observability/oddity-log.ts';
import { createRefusedCallers, type RefusedCaller } from './observability/refused-callers.ts';
import { createThrottledWarning } from './observability/throttled-warning.ts';
import type { Tracing } from './observability/tracing.ts';
import { createUnknownWordLog } from './observability/unknown-word-log.ts';
import { openConsole } from './open-console.ts';
import { createOpenParts } from './open-parts.ts';
import { createServedGraph } from './served-graph.ts';

/** The concrete parts that a process chooses: where things are stored, how dbt is reached, what time it is. */
export interface SubgraphParts {
  readonly config: Pick<
    Config,
    'auth' | 'console' | 'http' | 'introspection' | 'limits' | 'listen' | 'publicUrl'
  > & {
    readonly dbt: Pick<Config['dbt'], 'deadlineMs'>;
  };
  /** How the owner's graph names tables and columns; by the names of `schema/` when left out. */
  readonly mapping?: Mapping;
  readonly store: IntegrationStore;
  readonly vault: Vault;
  readonly memory: Memory;
  /** Null where nothing outlives the process. */
  readonly outer: OuterCache | null;
  readonly coordination: Coordination;
  /** Which tables are asked for; null where nobody counts. */
  readonly coverage: Coverage | null;
  readonly metrics: Metrics;
  readonly discovery: DiscoveryClient;
  /** What is used of the budget of requests to dbt, by host and token. */
  readonly budgetOf: RequestGuards['usage'];
  readonly verify: Verify;
  readonly parseHost: ParseHost;
  readonly identify: Identify;
  readonly log: Log;
  readonly now: () => number;
  readonly newId: () => string;
  /** Milliseconds by a clock that is never set, for durations; the system's own when left out. */
  readonly elapsedMs?: () => number;
  /** Awaited between slices of long work; the next turn of the event loop when left out. */
  readonly turn?: () => Promise<void>;
  /** Null when nothing is traced. */
  readonly tracing?: Tracing | null;
  /** The built page; null or left out where it is not served. */
  readonly consoleFiles?: ConsoleFiles | null;
  readonly plugins?: readonly ApolloServerPlugin<RequestContext>[];
}

export interface Subgraph {
  /** Serves everything, listens to nothing yet. */
  readonly httpServer: Server;
  /** Serves metrics, which the other one then does not, and health; null where no port is configured for it. Listens to nothing yet. */
  readonly metricsServer: Server | null;
  start(): Promise<void>;
  /** Not ready at once, while requests are still served as long as the server drains; then those in flight finish, ten seconds at most. */
  stop(): Promise<void>;
}

const GRAPH_PATH = '/graphql';
/** A write to the shared cache is given up after this time. */
const MAX_CACHE_WRITE_MS = 5_000;

/** Puts the parts together. Never listens, never reads the environment. */
export function createSubgraph(parts: SubgraphParts): Subgraph {
  const { config, store, vault, outer, log, metrics, now, tracing = null } = parts;
  const health = createHealthRecorder({ store, now, log });
  const refusals = createRefusals({ store, claim: parts.coordination.locks.claim, now, log });
  const deliveries = createWebhookRecorder({ store, now, log });
  const onUnavailable = createThrottledWarning(log, now, 'the integration cannot be read or written');
  const connections = createConnections({
    store,
    vault,
    now,
    onUnavailable,
    onNotRenewed: createThrottledWarning(
      log,
      now,
      'the integration was not read again; the remembered one serves for some seconds',
    ),
  });
  const jobs = createJobBook(now, (kind, outcome) => metrics.indexJob({ kind, outcome }));
  const environments = createEnvironments({
    client: parts.discovery,
    memory: parts.memory,
    outer,
    coordination: parts.coordination,
    onFound: metrics.cacheLookups,
    observer: { beginJob: jobs.begin, onPage: (kind, outcome) => metrics.indexPage({ kind, outcome }) },
    onRefreshFailed: createThrottledWarning(
      log,
      now,
      'facts were not read again; the remembered ones are served',
    ),
    onForgotten: connections.invalidate,
    onRead(connection, error) {
      if (error === null) health.recordSuccess(connection);
      else if (error instanceof DbtError) {
        const retryAtMs = error.retryAfterMs === null ? null : now() + error.retryAfterMs;
        health.recordFailure(connection, error, retryAtMs);
      }
    },
    now,
  });
  const purges = createPurges({
    store,
    prefixOf: readPrefixOf,
    forget: environments.forget,
    deleteEntries: outer === null ? null : outer.deleteByPrefix,
    // A page that was asked for with the old connection may come so late, and is written then.
    settleMs: MAX_CONNECTION_AGE_MS + MAX_PAGE_MS + MAX_CACHE_WRITE_MS,
    log,
    now,
  });
  const integrations = createIntegrations({
    store,
    vault,
    verify: parts.verify,
    parseHost: parts.parseHost,
    now,
    newId: parts.newId,
    log,
    onChanged({ tenant, action }) {
      connections.invalidate(tenant);
      if (action === 'REMOVED') parts.coverage?.forget(tenant);
      else void loadConnection(tenant);
    },
    onUnavailable,
    purges,
    publicUrl: config.publicUrl,
    adminRule: describeAdminRule(config.auth),
    maxEnvironmentIds: config.limits.environmentIds,
    healthReader: health,
    webhookReader: deliveries,
    refusals,
    async readStates(integration) {
      const connection = await connections.connectionAt(integration);
      return connection === null ? [] : environments.statesOf(connection);
    },
    async readBudget(integration) {
      const connection = await connections.connectionAt(integration);
      return connection === null ? null : parts.budgetOf(connection);
    },
  });

  /** A project begins to be read when its integration is saved. A store that cannot be read is met again by whoever reads next. */
  async function loadConnection(tenant: string): Promise<void> {
    const connection = await connections.connectionFor(tenant).catch(() => null);
    if (connection !== null) environments.load(connection);
  }

  const turn = parts.turn ?? nextTurn;
  const contextParts: ContextParts = {
    connectionFor: connections.connectionFor,
    environments,
    memory: createTableMemory(parts.memory, now),
    upstreams: createUpstreamMemory({ memory: parts.memory, turn, onOddity: createOddityLog(log, now) }),
    prepared: createPreparedTables({
      memory: parts.memory,
      now,
      onFound(status, count) {
        metrics.match(status, count);
        metrics.cacheLookups('prepared', count);
      },
    }),
    integrations,
    coverage: parts.coverage,
    now,
    deadlineMs: config.dbt.deadlineMs,
    maxReferences: config.limits.references,
    turn,
    onMatch: metrics.match,
    onUnknownWord: createUnknownWordLog(log),
  };
  const mapping = parts.mapping ?? DEFAULT_MAPPING;
  const routes = new Map<string, RouteHandler>();
  const consoleRoute = openConsole(parts, mapping);
  const onWebhook = createWebhookHandler({
    findTarget: (integrationId) => findWebhookTarget({ store, vault, onUnavailable }, integrationId),
    claimEvent: parts.coordination.locks.claim,
    async prepareRefresh({ tenant }, environmentId) {
      const connection = await connections.connectionFor(tenant);
      return () => {
        if (connection !== null) environments.markChanged(connection, environmentId);
      };
    },
    onDelivery: (outcome) => metrics.webhook({ outcome }),
    deliveries,
    now,
  });
  const refusedCallers = createRefusedCallers(log, now);
  const landing = createLanding({ hasConsole: config.console !== null });
  const onRefusedCaller = (refused: RefusedCaller & { readonly kind: RefusedCallerKind }) => {
    metrics.refusedCaller({ reason: refused.kind });
    refusedCallers.tell(refused);
  };
  const httpServer = createHttpServer({
    route(path) {
      const integrationId = WEBHOOK_PATH.exec(path)?.[1];
      if (integrationId !== undefined) return onWebhook(integrationId);
      return routes.get(path) ?? consoleRoute(path);
    },
    landing,
    log,
    keepAliveMs: config.http.keepAliveMs,
    onRefusedCaller,
    ...(tracing === null
      ? {}
      : {
          serve: (path, request, response, work) =>
            path === GRAPH_PATH ? tracing.serve(request, response, requestIdOf(request), work) : work(),
        }),
    onAnswered(path, status) {
      if (path === GRAPH_PATH) metrics.httpRequest(status);
    },
  });
  const drain = createDrain(httpServer, config.http.drainMs);
  const graph = createServedGraph({
    mapping,
    limits: config.limits,
    introspection: config.introspection,
    memory: parts.memory,
    contextOf: (caller, requestId) => createContext(contextParts, caller, requestId),
    httpServer,
    metrics,
    tracing,
    log,
    now,
    onRefusedCaller,
    plugins: parts.plugins ?? [],
  });
  const graphql = createGraphqlHandler({
    graph,
    identify: parts.identify,
    maxBodyBytes: config.limits.bodyBytes,
    answers: config.http,
    landing,
    onTimed(answer, durationMs) {
      const { operation, errorCodes } = answer;
      metrics.graphRequest({ operation, outcome: outcomeOf(answer) }, durationMs);
      if (errorCodes.length > 0) metrics.graphErrors(errorCodes);
    },
    ...(parts.elapsedMs === undefined ? {} : { elapsedMs: parts.elapsedMs }),
  });
  routes.set(GRAPH_PATH, graphql);
  const readiness = { isStopping: drain.isStopping, pingStore: () => store.ping(), onUnavailable };
  const healthRoutes: readonly (readonly [string, RouteHandler])[] = [
    ['/health/live', readOnly(live)],
    ['/health/ready', readOnly(createReadiness(readiness))],
  ];
  for (const [path, route] of healthRoutes) routes.set(path, route);
  const metricsRoute = readOnly(createMetricsRoute(metrics));
  const hasOwnPort = config.listen.metricsPort !== null;
  const metricsServer = hasOwnPort
    ? createMetricsServer(new Map([...healthRoutes, ['/metrics', metricsRoute]]), log)
    : null;
  if (!hasOwnPort) routes.set('/metrics', metricsRoute);
  metrics.observe({
    isReady: async () => (await readReadiness(readiness)) === 'ready',
    integrations: () => countBy(connections.inUse(), (each) => health.metStatus(each) ?? 'UNKNOWN'),
    coverageTables: async () => (await parts.coverage?.countByStatus()) ?? new Map(),
    indexJobs: () => ({ running: jobs.running(), oldestAgeMs: jobs.oldestAgeMs() }),
    factsAgeMs: environments.factsAgeMs,
  });

  const opened = createOpenParts(log);
  // First, so that it is closed last: until then it tells that the process stops.
  if (metricsServer !== null) opened.add('metrics server', () => closeServer(metricsServer));
  opened.add('health of integrations', health.flush);
  opened.add('refused attempts', refusals.settle);
  opened.add('deliveries of webhooks', deliveries.flush);
  opened.add('purges', purges.stop);
  opened.add('counts of refused callers', refusedCallers.flush);
  opened.add('HTTP server', () => {
    // The graph has drained it, unless the graph never started or failed to stop.
    closeServer(httpServer);
  });

  return {
    httpServer,
    metricsServer,
    async start() {
      await graph.start();
      opened.add('graph', () => graph.stop());
      purges.start();
    },
    async stop() {
      await drain.begin();
      await opened.close();
    },
  };
}

function countBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): ReadonlyMap<Key, number> {
  const counts = new Map<Key, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
