import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createMemory } from '../../src/cache/memory.ts';
import { parseConfig } from '../../src/config.ts';
import { createAdminClient } from '../../src/dbt/admin-client.ts';
import { createRequestCounter } from '../../src/dbt/budget.ts';
import { createCallKey } from '../../src/dbt/call-key.ts';
import { createCircuit } from '../../src/dbt/circuit.ts';
import { createDiscoveryClient } from '../../src/dbt/discovery-client.ts';
import type { DbtHttp } from '../../src/dbt/http.ts';
import { createProbe } from '../../src/dbt/probe.ts';
import { createRequestGuards } from '../../src/dbt/request-guard.ts';
import { createRetries } from '../../src/dbt/retries.ts';
import { createSharedCircuits } from '../../src/dbt/shared-circuits.ts';
import { ERROR_CODES } from '../../src/errors.ts';
import { createIdentify } from '../../src/identity/identify.ts';
import { deriveKeys } from '../../src/integrations/secrets/derived-keys.ts';
import { encryptionKeysFor } from '../../src/integrations/secrets/encryption-keys.ts';
import { createVault } from '../../src/integrations/secrets/vault.ts';
import { createStore } from '../../src/integrations/store/create-store.ts';
import { createVerifier } from '../../src/integrations/verification/verify.ts';
import { createHostParser } from '../../src/integrations/verification/verify-host.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { createMetrics } from '../../src/observability/metrics.ts';
import { VERSION } from '../../src/observability/service.ts';
import { createSubgraph } from '../../src/server.ts';
import { createSharedMemory } from './shared-memory.ts';

/** Several replicas of the subgraph in this process, over one store and one shared cache, by one clock. */
export interface Replicas {
  /** Base addresses. */
  readonly urls: readonly string[];
  stop(): Promise<void>;
}

export interface ReplicasOptions {
  readonly count: number;
  readonly now: () => number;
  readonly http: DbtHttp;
  readonly apiHost: string;
  readonly gatewaySecret: string;
}

export async function startReplicas(options: ReplicasOptions): Promise<Replicas> {
  const { now, http } = options;
  const config = parseConfig({
    AUTH_MODE: 'gateway',
    GATEWAY_SECRET: options.gatewaySecret,
    DBT_ALLOWED_HOSTS: options.apiHost,
    STORE_URL: 'sqlite://:memory:',
    CACHE_URL: 'memory',
  });
  const { allowedHosts, requestsPerMinute } = config.dbt;
  const store = await createStore(config.store);
  const keys = encryptionKeysFor(config.store, config.encryptionKeys);
  const vault = createVault(keys);
  const together = createSharedMemory(now);

  async function start() {
    const coordination = together.coordinate();
    const metrics = createMetrics({ version: VERSION, errorCodes: Object.keys(ERROR_CODES) });
    const retries = createRetries({ now });
    const guards = createRequestGuards({
      circuit: createCircuit(now),
      counter: createRequestCounter({ now, shared: coordination.counters }),
      requestsPerMinute,
      keyOf: createCallKey(deriveKeys(keys, 'guard')),
      retries,
      sharedCircuits: createSharedCircuits(coordination.notes, now),
    });
    const subgraph = createSubgraph({
      config,
      store,
      vault,
      memory: createMemory(config.cache.memoryBytes),
      outer: together.cache,
      coordination,
      coverage: null,
      metrics,
      discovery: createDiscoveryClient(http, { guard: guards.read, now }),
      budgetOf: guards.usage,
      verify: createVerifier({
        allowedHosts,
        discovery: createProbe({ http, guard: guards.verify, now }),
        admin: createAdminClient({ http, retries, now }),
        now,
      }),
      parseHost: createHostParser(allowedHosts),
      identify: createIdentify(config.auth, { onKeysUnavailable: () => {} }),
      log: createLogger({ level: 'warn', destination: process.stderr }),
      now,
      newId: randomUUID,
    });
    await subgraph.start();
    subgraph.httpServer.listen(0, '127.0.0.1');
    await once(subgraph.httpServer, 'listening');
    const { port } = subgraph.httpServer.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}`, stop: subgraph.stop };
  }

  const running = await Promise.all(Array.from({ length: options.count }, start));
  return {
    urls: running.map(({ url }) => url),
    async stop() {
      await Promise.all(running.map(({ stop }) => stop()));
      await store.close();
    },
  };
}
