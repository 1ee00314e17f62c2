import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createAdminApi } from './admin/api.ts';
import { createPushApi } from './arrivals/push/push-api.ts';
import { countArtifacts } from './counted-memory.ts';
import { createSchema } from './graphql/schema.ts';
import { createHealthRoutes } from './health.ts';
import { createDiscoveryApi } from './http/discovery-api.ts';
import { createHandler } from './http/handler.ts';
import { createRequestRecorder, type RequestLog } from './http/request-log.ts';
import { openMemory } from './memory/memory.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createNotifier, type Notifier } from './notify/notifier.ts';
import {
  type DiscoveryServerOptions,
  type ResolvedEnvironment,
  resolveEnvironment,
  resolvePushTokens,
  resolveTokens,
} from './options.ts';
import { type ServedEnvironment, type ServedEnvironments, serveEnvironments } from './served-environments.ts';
import { createSwitchboard, type Switchboard } from './switchboard.ts';

export type { DiscoveryServerOptions } from './options.ts';

export interface DiscoveryServer {
  /** Where Discovery queries go: `http://host:port/graphql`. */
  url: string;
  /** The Admin API's base: `http://host:port`. */
  adminUrl: string;
  port: number;
  requests: RequestLog;
  switchboard: Switchboard;
  /** Reads every folder again, in the place of all that was known. Rejects, and serves on what it had, when one cannot be read. */
  reload(): Promise<void>;
  /** Serves an environment from another folder. Rejects like `reload`. */
  setEnvironmentArtifacts(id: number, artifactsPath: string): Promise<void>;
  /** Finishes pushes that have arrived whole, then cuts open connections, hanging ones included. */
  close(): Promise<void>;
}

const DEFAULT_LOG_LIMIT = 10_000;
const DEFAULT_POLL_SECONDS = 30;

/**
 * Starts a server of dbt's Discovery API and of the Admin API's lists over dbt artifacts, which are fetched or pushed.
 * Rejects when a source has no readable manifest and nothing is remembered of it, or when the address is taken.
 */
export async function createDiscoveryServer(options: DiscoveryServerOptions): Promise<DiscoveryServer> {
  const opened: (() => Promise<void> | void)[] = [];
  const closeAll = async () => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    return await open(options, opened, closeAll);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** `opened` gets what is to be closed, in the order of opening. */
async function open(
  options: DiscoveryServerOptions,
  opened: (() => Promise<void> | void)[],
  close: () => Promise<void>,
): Promise<DiscoveryServer> {
  const tokens = resolveTokens(options);
  const log = options.log ?? (() => {});
  const clock = options.clock ?? (() => new Date());
  const resolved = options.environments.map(resolveEnvironment);
  const metrics = createMetrics(clock);
  const opening = await openMemory({
    path: options.statePath ?? ':memory:',
    environments: resolved,
    allowOtherProject: options.allowOtherProject ?? false,
    compiledTestsReadSuccess: options.compiledTestsReadSuccess ?? false,
    log,
  });
  const memory = countArtifacts(opening, metrics, clock);
  opened.push(() => memory.close());
  const environments = await serveEnvironments({
    memory,
    environments: resolved,
    watch: options.watch ?? false,
    pollSeconds: options.pollSeconds ?? DEFAULT_POLL_SECONDS,
    wait: options.wait ?? false,
    log,
    onFailure: metrics.fetchFailed,
  });
  opened.push(() => environments.close());
  metrics.observe(() =>
    environments.list().map(({ options: { id }, state }) => ({
      id,
      nodes: state?.nodes.size ?? 0,
      lastArtifactAt: memory.lastArtifactAt(id),
    })),
  );
  const notifier = startNotifier(resolved, environments, metrics, clock, log);
  opened.push(() => notifier.close());
  // What is known at start is no news.
  memory.onChanged(notifier.changed);

  const pushTokens = resolvePushTokens(options);
  const secrets = [...tokens.map(({ token }) => token), ...pushTokens.map(({ token }) => token)];
  const requests = createRequestRecorder(secrets, options.requestLogLimit ?? DEFAULT_LOG_LIMIT);
  const switchboard = createSwitchboard();
  const closing = new AbortController();
  const pushes = createPushApi({
    memory,
    environmentIds: resolved.map(({ id }) => id),
    tokens: pushTokens,
    log,
    onAnswered: ({ status, verdicts }) => {
      if (status >= 400 && verdicts.length === 0) metrics.refused(null, status);
    },
  });
  const health = createHealthRoutes({
    environments: () => environments.list().map(toHealth),
    metrics,
    isStopping: () => closing.signal.aborted,
  });
  const handler = createHandler({
    discovery: createDiscoveryApi({
      schema: createSchema({ bigIntAsString: options.bigIntAsString ?? false }),
      findEnvironment: environments.find,
    }),
    admin: createAdminApi({
      listEnvironments: () =>
        environments
          .list()
          .flatMap(({ state, options: { kind } }) => (state === null ? [] : [{ state, kind }])),
    }),
    tokens,
    faults: switchboard,
    requests,
    clock,
    closing: closing.signal,
  });
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (health(request, response)) return;
    if (pushes.owns(request)) void pushes.handle(request, response, false);
    else handler(request, response);
  };
  const server = options.https ? createHttpsServer(options.https, answer) : createHttpServer(answer);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (pushes.owns(request)) return void pushes.handle(request, response, true);
    response.writeContinue();
    answer(request, response);
  });
  const host = options.host ?? '127.0.0.1';
  const port = await listen(server, options.port ?? 0, host);
  opened.push(() => closeServer(server, () => pushes.close(), closing));
  const adminUrl = `${options.https ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    url: `${adminUrl}/graphql`,
    adminUrl,
    port,
    requests,
    switchboard,
    reload: async () => {
      for (const { id } of resolved) await environments.replace(id);
    },
    setEnvironmentArtifacts: environments.replace,
    close,
  };
}

/** Ends listening first; then nothing new comes in while pushes that are whole are stored and answered. */
async function closeServer(server: Server, finishPushes: () => Promise<void>, closing: AbortController) {
  closing.abort();
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  await finishPushes();
  server.closeAllConnections();
  await closed;
}

function startNotifier(
  environments: readonly ResolvedEnvironment[],
  served: ServedEnvironments,
  metrics: Metrics,
  clock: () => Date,
  log: (line: string) => void,
): Notifier {
  return createNotifier({
    targets: new Map(environments.flatMap(({ id, notify }) => (notify === null ? [] : [[id, notify]]))),
    describe: (environmentId) => {
      const state = served.find(String(environmentId));
      if (state === undefined) return null;
      const { accountId, name, projectId, projectName } = state.identity;
      const { dbtVersion, manifestRunId } = state;
      const environment = { environmentId, environmentName: name, accountId, projectId, projectName };
      return { ...environment, dbtVersion, runId: manifestRunId };
    },
    log,
    clock,
    onOutcome: metrics.notified,
  });
}

function toHealth({ options: { id, name }, state, source }: ServedEnvironment) {
  const shown = { id, name, hasFacts: state !== null };
  if (source === null) return shown;
  return {
    ...shown,
    lastLookedAt: source.lastLookedAt?.toISOString() ?? null,
    lastError: source.lastError,
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
