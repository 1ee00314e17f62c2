import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Config } from './config.ts';
import { createAdminClient } from './dbt/admin-client.ts';
import { createDiscoveryClient } from './dbt/discovery-client.ts';
import { createGuardedAgent } from './dbt/host-guard.ts';
import { createDbtHttp } from './dbt/http.ts';
import { createProbe } from './dbt/probe.ts';
import { createIdentify } from './identity/identify.ts';
import { createStore, encryptionKeysFor } from './integrations/create-store.ts';
import { createVault } from './integrations/vault.ts';
import { createVerifier } from './integrations/verify.ts';
import { createHostParser } from './integrations/verify-host.ts';
import type { Log } from './observability/log.ts';
import { createSubgraph } from './server.ts';

export interface RunningSubgraph {
  /** Where it listens, without a trailing slash. */
  readonly url: string;
  /** Requests in flight finish, then everything that was opened is closed. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly log: Log;
  readonly now?: () => number;
}

/** Chooses the concrete parts that a configuration names, and listens. */
export async function startSubgraph(config: Config, options: StartOptions): Promise<RunningSubgraph> {
  const { log, now = Date.now } = options;
  const { allowedHosts } = config.dbt;
  const store = await createStore(config.store, (error) => log.warn({ err: error }, 'the store lost a connection'));
  const agent = createGuardedAgent({ allowedHosts });
  const http = createDbtHttp({ dispatcher: agent });

  const subgraph = createSubgraph({
    config,
    store,
    vault: createVault(encryptionKeysFor(config.store, config.encryptionKeys)),
    shared: null,
    discovery: createDiscoveryClient(http),
    verify: createVerifier({
      allowedHosts,
      discovery: createProbe({ http, clock: now }),
      admin: createAdminClient({ http, clock: now }),
    }),
    parseHost: createHostParser(allowedHosts),
    identify: createIdentify(config.auth, {
      onKeysUnavailable: (cause) => log.error({ err: cause }, 'the keys of the identity provider cannot be read'),
    }),
    log,
    now,
    newId: randomUUID,
  });
  await subgraph.start();
  const { httpServer } = subgraph;
  httpServer.listen(config.listen.port, config.listen.host);
  await once(httpServer, 'listening');
  const { port } = httpServer.address() as AddressInfo;
  const host = config.listen.host.includes(':') ? `[${config.listen.host}]` : config.listen.host;
  return {
    url: `http://${host}:${port}`,
    async stop() {
      await subgraph.stop();
      await agent.close();
      await store.close();
    },
  };
}
