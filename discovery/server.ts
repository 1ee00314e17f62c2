import type { IncomingMessage, ServerResponse } from 'node:http';
import { createAdminApi } from './admin/api.ts';
import { createPushApi } from './arrivals/push/push-api.ts';
import { countArtifacts } from './counted-memory.ts';
import { createEnvironments } from './environments.ts';
import { type FetchedEnvironments, fetchEnvironments } from './fetched-environments.ts';
import { createSchema } from './graphql/schema.ts';
import { createHealthRoutes, type EnvironmentHealth } from './health.ts';
import { createDiscoveryApi } from './http/discovery-api.ts';
import { createHandler } from './http/handler.ts';
import { startListening } from './http/listen.ts';
import { createRequestRecorder, type RequestLog } from './http/request-log.ts';
import { type ArtifactMemory, openMemory } from './memory/memory.ts';
import { createMetrics } from './metrics.ts';
import { tellOfChanges } from './notify/tell-of-changes.ts';
import {
  type DiscoveryServerOptions,
  type ResolvedEnvironment,
  resolveEnvironment,
  resolvePushTokens,
  resolveTokens,
} from './options.ts';
import { createSwitchboard, type Switchboard } from './switchboard.ts';

export type { DiscoveryServerOptions } from './options.ts';

export interface DiscoveryServer {
  /** Where Discovery queries go: `http://host:port/graphql`. */
  url: string;
  /** The Admin API's base: `http://host:port`. Artifacts are pushed below it. */
  adminUrl: string;
  port: number;
  requests: RequestLog;
  switchboard: Switchboard;
  /** Reads every folder again. Rejects, and serves on what it had, when one cannot be read. */
  reload(): Promise<void>;
  /** Serves an environment from another folder, in the place of all that was known. Rejects like `reload`. */
  setEnvironmentArtifacts(id: number, artifactsPath: string): Promise<void>;
  /** Finishes pushes that have arrived whole, then cuts open connections, hanging ones included. */
  close(): Promise<void>;
}

const DEFAULT_LOG_LIMIT = 10_000;
const DEFAULT_POLL_SECONDS = 30;

/** What was opened and is to be closed, in the order of opening. */
type Opened = (() => Promise<void> | void)[];

/**
 * Starts a server of dbt's Discovery API and of the Admin API's lists over dbt artifacts, which are fetched or pushed.
 * Rejects when a source has no readable manifest and nothing is remembered of it, or when the address is taken.
 */
export async function createDiscoveryServer(options: DiscoveryServerOptions): Promise<DiscoveryServer> {
  const opened: Opened = [];
  const close = async () => {
    for (const closeOne of opened.splice(0).reverse()) await closeOne();
  };
  try {
    return { ...(await open(options, opened)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(
  options: DiscoveryServerOptions,
  opened: Opened,
): Promise<Omit<DiscoveryServer, 'close'>> {
  const log = options.log ?? (() => {});
  const clock = options.clock ?? (() => new Date());
  const resolved = options.environments.map(resolveEnvironment);
  const idsOf = (isOne: (environment: ResolvedEnvironment) => boolean) =>
    resolved.filter(isOne).map(({ id }) => id);
  const metrics = createMetrics({
    clock,
    fetched: idsOf(({ artifactsPath }) => artifactsPath !== null),
    notified: idsOf(({ notify }) => notify !== null),
  });
  const opening = await openMemory({
    path: options.statePath ?? ':memory:',
    environments: resolved,
    allowOtherProject: options.allowOtherProject ?? false,
    compiledTestsReadSuccess: options.compiledTestsReadSuccess ?? false,
    log,
  });
  opened.push(() => opening.close());
  const memory = countArtifacts(opening, metrics, clock);
  const fetched = await fetchEnvironments(resolved, {
    memory,
    watch: options.watch ?? false,
    pollSeconds: options.pollSeconds ?? DEFAULT_POLL_SECONDS,
    wait: options.wait ?? false,
    log,
    onFailure: metrics.fetchFailed,
  });
  opened.push(() => fetched.close());
  metrics.observeRestarts(memory.restarts);
  metrics.observe(() =>
    resolved.map(({ id }) => ({
      id,
      nodes: memory.state(id)?.nodes.size ?? 0,
      lastArtifactAt: memory.lastArtifactAt(id),
    })),
  );
  const notifier = tellOfChanges({
    environments: resolved,
    stateOf: memory.state,
    log,
    clock,
    onOutcome: metrics.notified,
  });
  opened.push(() => notifier.close());
  // What is known at start is no news.
  memory.onChanged(notifier.changed);

  const tokens = resolveTokens(options);
  const pushTokens = resolvePushTokens(options);
  const secrets = [...tokens, ...pushTokens].map(({ token }) => token);
  const requests = createRequestRecorder(secrets, options.requestLogLimit ?? DEFAULT_LOG_LIMIT);
  const switchboard = createSwitchboard();
  const closing = new AbortController();
  const environments = createEnvironments(resolved, memory);
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
    environments: () => resolved.map((environment) => toHealth(environment, memory, fetched)),
    metrics,
    trouble: memory.trouble,
    isStopping: () => closing.signal.aborted,
  });
  const handler = createHandler({
    discovery: createDiscoveryApi({
      schema: createSchema({ bigIntAsString: options.bigIntAsString ?? false }),
      findEnvironment: environments.find,
    }),
    admin: createAdminApi({
      listEnvironments: () =>
        environments.list().map(({ state, options: { kind, docsUrl } }) => ({ state, kind, docsUrl })),
    }),
    tokens,
    faults: switchboard,
    requests,
    clock,
    closing: closing.signal,
  });
  const push = (request: IncomingMessage, response: ServerResponse, awaitsContinue: boolean) => {
    if (!pushes.owns(request)) return false;
    void pushes.handle(request, response, awaitsContinue);
    return true;
  };
  const listening = await startListening({
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    https: options.https ?? null,
    answer(request, response) {
      if (!health(request, response) && !push(request, response, false)) handler(request, response);
    },
    answerAwaiting: (request, response) => push(request, response, true),
  });
  opened.push(() => {
    closing.abort();
    return listening.close(() => pushes.close());
  });
  return {
    url: `${listening.origin}/graphql`,
    adminUrl: listening.origin,
    port: listening.port,
    requests,
    switchboard,
    reload: environments.loadAll,
    async setEnvironmentArtifacts(id, artifactsPath) {
      await environments.replace(id, artifactsPath);
      await fetched.move(id, artifactsPath);
    },
  };
}

function toHealth(
  { id, name }: ResolvedEnvironment,
  memory: ArtifactMemory,
  fetched: FetchedEnvironments,
): EnvironmentHealth {
  const source = fetched.status(id);
  return {
    id,
    name,
    hasFacts: memory.state(id) !== null,
    keptOut: memory.keptOut(id),
    ...(source === null
      ? {}
      : { lastLookedAt: source.lastLookedAt?.toISOString() ?? null, lastError: source.lastError }),
  };
}
