import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDiskCache } from './cache/disk-cache.ts';
import { createMemory, type Memory } from './cache/memory.ts';
import type { CacheObserver, OuterCache } from './cache/outer-cache.ts';
import { createRedisCache } from './cache/redis-cache.ts';
import type { Config } from './config.ts';
import type { Bus } from './coordination/bus.ts';
import { createLocalCoordination, createRedisCoordination } from './coordination/coordination.ts';
import { boundsWithin } from './coverage/bounds.ts';
import { type Coverage, createCoverage } from './coverage/coverage.ts';
import { createRedisAsks } from './coverage/shared-asks.ts';
import { createAdminClient } from './dbt/admin-client.ts';
import { createRequestCounter } from './dbt/budget.ts';
import { createCallKey } from './dbt/call-key.ts';
import { createCircuit } from './dbt/circuit.ts';
import { createCredentials } from './dbt/credentials.ts';
import { createDiscoveryClient } from './dbt/discovery-client.ts';
import { createGuardedAgent } from './dbt/host-guard.ts';
import { createDbtHttp } from './dbt/http.ts';
import { createProbe } from './dbt/probe.ts';
import { createRequestGuards } from './dbt/request-guard.ts';
import { createRetries } from './dbt/retries.ts';
import { createSharedCircuits } from './dbt/shared-circuits.ts';
import { createTimeRequest } from './dbt/timed-request.ts';
import { ERROR_CODES } from './errors.ts';
import { readConsoleFiles } from './http/console-files.ts';
import { createIdentify } from './identity/identify.ts';
import { deriveKeys } from './integrations/secrets/derived-keys.ts';
import { encryptionKeysFor } from './integrations/secrets/encryption-keys.ts';
import { createVault, type EncryptionKey } from './integrations/secrets/vault.ts';
import { createStore } from './integrations/store/create-store.ts';
import { observeStore } from './integrations/store/observed-store.ts';
import { createVerifier } from './integrations/verification/verify.ts';
import { createHostParser } from './integrations/verification/verify-host.ts';
import { openMapping } from './mapping/open-mapping.ts';
import type { Log } from './observability/log.ts';
import { createMetrics, type Metrics } from './observability/metrics.ts';
import { createOddValueLog } from './observability/odd-value-log.ts';
import { VERSION } from './observability/service.ts';
import { createThrottledWarning } from './observability/throttled-warning.ts';
import { createTracedHttp } from './observability/traced-http.ts';
import { createTracedLog } from './observability/traced-log.ts';
import type { Tracing } from './observability/tracing.ts';
import { createOpenParts, type OpenParts } from './open-parts.ts';
import { createRedisConnection, type RedisConnection } from './redis/connection.ts';
import { createSubgraph } from './server.ts';

/** Without a trailing slash. */
interface Addresses {
  /** Where it listens. */
  readonly url: string;
  /** Where it serves metrics and health alone; null where `url` serves the metrics, too. */
  readonly metricsUrl: string | null;
}

export interface RunningSubgraph extends Addresses {
  /** Requests in flight finish, then everything that was opened is closed. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly log: Log;
  /** Gives the start up, and is of no effect after it. */
  readonly signal?: AbortSignal;
  readonly now?: () => number;
  /** Awaited between slices of long work; the next turn of the event loop when left out. */
  readonly turn?: () => Promise<void>;
  /** What a request may wait for the cache outside memory, at most; when left out 50 for Redis, 250 for a file. */
  readonly sharedCacheDeadlineMs?: number;
}

/**
 * Chooses the concrete parts that a configuration names, and listens. When a part cannot be opened, or the signal's reason comes
 * first, whatever was opened is closed before this rejects.
 */
export async function startSubgraph(config: Config, options: StartOptions): Promise<RunningSubgraph> {
  const opened = createOpenParts(options.log);
  try {
    const addresses = await untilAborted(openParts(config, options, opened), options.signal);
    return { ...addresses, stop: opened.close };
  } catch (error) {
    await opened.close().catch(() => {
      // Logged with the part's name; why the start failed matters more.
    });
    throw error;
  }
}

/** The work goes on behind a signal, until it adds the next part. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  const aborted = new Promise<never>((_, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  return Promise.race([work, aborted]);
}

/** Resolves with the addresses that the servers listen at. */
async function openParts(config: Config, given: StartOptions, opened: OpenParts): Promise<Addresses> {
  const { now = Date.now } = given;
  // Before anything is opened: a mapping that cannot be served ends the start, and so does a page that was not built.
  const mapping = await openMapping(config.entityMapping);
  const consoleFiles = config.console === null ? null : await readConsoleFiles();
  const { allowedHosts, requestsPerMinute } = config.dbt;
  const elapsedMs = given.now ?? (() => performance.now());
  const metrics = createMetrics({ version: VERSION, errorCodes: Object.keys(ERROR_CODES) });
  const memory = createMemory(config.cache.memoryBytes);
  // First, so that it is closed last: spans come from every other part.
  const tracing = await openTracing(config, given.log, now);
  if (tracing !== null) opened.add('tracing', tracing.stop);
  const log = tracing === null ? given.log : createTracedLog(given.log, tracing.ids);
  const options = { ...given, log };
  const redis = connectRedis(config, options, () => metrics.sharedCacheFailure());
  if (redis !== null) opened.add('Redis', redis.close);
  const local = createLocalCoordination(now);
  const coordination = redis === null ? local : createRedisCoordination(redis, local);
  const circuit = createCircuit(now);
  const counter = createRequestCounter({ now, shared: coordination.counters });
  const credentials = createCredentials({ counter, circuit, requestsPerMinute, now });
  metrics.observe({
    memoryBytes: () => memory.bytes,
    isSharedCacheUp: () => (redis === null ? null : redis.isUp()),
    budgetLimit: () => requestsPerMinute,
    credentials: credentials.list,
  });

  const keys = encryptionKeysFor(config.store, config.encryptionKeys);
  const vault = createVault(keys);
  const opening = await createStore(config.store, (error) =>
    log.warn({ err: error }, 'the store lost a connection'),
  );
  opened.add('store', opening.close);
  const store = observeStore(opening, { onOperation: metrics.storeOperation, elapsedMs });
  const outer = openOuterCache(config, options, { redis, encryptionKeys: keys, metrics, elapsedMs });
  if (outer !== null) opened.add('cache', outer.close);
  const coverage = openCoverage(config, { redis, keys, memory, bus: coordination.bus, log, now });
  if (coverage !== null) opened.add('coverage', coverage.stop);
  const agent = createGuardedAgent({ allowedHosts });
  opened.add('connections to dbt', () => agent.destroy());
  const plainHttp = createDbtHttp({ dispatcher: agent });
  const http = tracing === null ? plainHttp : createTracedHttp(plainHttp, tracing);
  const retries = createRetries({ now });
  const time = createTimeRequest({ onRequest: metrics.dbtRequest, elapsedMs });
  const guards = createRequestGuards({
    circuit,
    counter,
    requestsPerMinute,
    keyOf: createCallKey(deriveKeys(keys, 'guard')),
    retries,
    sharedCircuits: createSharedCircuits(coordination.notes, now),
    onUse: credentials.use,
    onWithheld: (reason) => metrics.dbtWithheld({ reason }),
  });

  const subgraph = createSubgraph({
    config,
    mapping,
    consoleFiles,
    store,
    vault,
    memory,
    outer,
    coordination,
    coverage,
    metrics,
    discovery: createDiscoveryClient(http, {
      guard: guards.read,
      time,
      now,
      onOddValue: createOddValueLog(log, now),
    }),
    budgetOf: guards.usage,
    verify: createVerifier({
      allowedHosts,
      discovery: createProbe({ http, guard: guards.verify, time, now }),
      admin: createAdminClient({ http, retries, time, now }),
      now,
    }),
    parseHost: createHostParser(allowedHosts),
    identify: createIdentify(config.auth, {
      now,
      onKeysUnavailable: (cause) =>
        log.error({ err: cause }, 'the keys of the identity provider cannot be read'),
    }),
    log,
    now,
    newId: randomUUID,
    elapsedMs,
    ...(options.turn === undefined ? {} : { turn: options.turn }),
    tracing,
  });
  opened.add('subgraph', subgraph.stop);
  await subgraph.start();
  const { httpServer, metricsServer } = subgraph;
  const { host, port, metricsPort } = config.listen;
  // First: whoever reaches the graph can watch it.
  const metricsUrl = metricsServer === null ? null : await listen(metricsServer, host, metricsPort ?? 0);
  return { url: await listen(httpServer, host, port), metricsUrl };
}

/** Resolves with the address that the server listens at. */
async function listen(server: Server, host: string, port: number): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening');
  const bound = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}`;
}

function connectRedis(
  { cache }: Config,
  { log, sharedCacheDeadlineMs }: StartOptions,
  onFailure: () => void,
): RedisConnection | null {
  if (cache.kind !== 'redis') return null;
  const deadline = sharedCacheDeadlineMs === undefined ? {} : { deadlineMs: sharedCacheDeadlineMs };
  return createRedisConnection({ url: cache.url, log, onFailure, ...deadline });
}

interface OuterCacheParts {
  readonly redis: RedisConnection | null;
  readonly encryptionKeys: readonly EncryptionKey[];
  readonly metrics: Metrics;
  readonly elapsedMs: () => number;
}

/** Null where nothing is to outlive the process: integrations that end with it take all that was read with them along. */
function openOuterCache(
  { cache, store }: Config,
  { log, now = Date.now, sharedCacheDeadlineMs }: StartOptions,
  { redis, encryptionKeys, metrics, elapsedMs }: OuterCacheParts,
): OuterCache | null {
  const keys = deriveKeys(encryptionKeys, 'cache');
  const observerOf = (layer: 'redis' | 'disk'): CacheObserver => ({
    onOperation: (operation, durationMs) => metrics.cacheOperation({ layer, ...operation }, durationMs),
    elapsedMs,
  });
  if (redis !== null) return createRedisCache(redis, { keys, observer: observerOf('redis') });
  if (cache.kind !== 'disk' || (store.kind === 'sqlite' && store.path === ':memory:')) return null;
  const { path, diskBytes: maxBytes } = cache;
  const deadline = sharedCacheDeadlineMs === undefined ? {} : { deadlineMs: sharedCacheDeadlineMs };
  const { diskCacheFailure } = metrics;
  return createDiskCache({
    ...{ path, keys, maxBytes, log, now, ...deadline },
    observer: observerOf('disk'),
    onFailure: () => diskCacheFailure(),
  });
}

interface CoverageParts {
  readonly redis: RedisConnection | null;
  readonly keys: readonly EncryptionKey[];
  readonly memory: Memory;
  readonly bus: Bus;
  readonly log: Log;
  readonly now: () => number;
}

/** Null where nobody counts what is asked for. */
function openCoverage(
  { coverage, cache: { memoryBytes } }: Config,
  { redis, keys, memory, bus, log, now }: CoverageParts,
): Coverage | null {
  if (!coverage) return null;
  const bounds = boundsWithin(memoryBytes);
  const { maxTables } = bounds;
  const partition = memory.partition('coverage/');
  const counts = {};
  return createCoverage({
    shared: redis === null ? null : createRedisAsks(redis, { keys: deriveKeys(keys, 'coverage'), maxTables }),
    bus,
    bounds,
    onWeighed: (bytes) => partition.set('counts', counts, bytes),
    onFailed: createThrottledWarning(log, now, 'replicas did not share which tables were asked for'),
    now,
    newId: randomUUID,
  });
}

/** The libraries behind it are loaded where they are wanted only. */
async function openTracing({ traces }: Config, log: Log, now: () => number): Promise<Tracing | null> {
  if (traces === null) return null;
  const { createTracing } = await import('./observability/tracing.ts');
  return createTracing({ ...traces, log, now });
}
