import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createAdminApi } from './admin/api.ts';
import { createEnvironments, type Environments } from './environments.ts';
import { createSchema } from './graphql/schema.ts';
import { createDiscoveryApi } from './http/discovery-api.ts';
import { createHandler } from './http/handler.ts';
import { createRequestRecorder, type RequestLog } from './http/request-log.ts';
import { type DiscoveryServerOptions, resolveEnvironment, resolveTokens } from './options.ts';
import { createSwitchboard, type Switchboard } from './switchboard.ts';
import { watchFolder } from './watch.ts';

export type { DiscoveryServerOptions } from './options.ts';

export interface DiscoveryServer {
  /** Where Discovery queries go: `http://host:port/graphql`. */
  url: string;
  /** The Admin API's base: `http://host:port`. */
  adminUrl: string;
  port: number;
  requests: RequestLog;
  switchboard: Switchboard;
  /** Reads every folder again. Rejects, and serves on what it had, when one cannot be read. */
  reload(): Promise<void>;
  /** Serves an environment from another folder. Rejects like `reload`. */
  setEnvironmentArtifacts(id: number, artifactsPath: string): Promise<void>;
  /** Cuts open connections, hanging ones included. */
  close(): Promise<void>;
}

const DEFAULT_LOG_LIMIT = 10_000;

/**
 * Starts a server of dbt's Discovery API and of the Admin API's lists over folders of dbt artifacts.
 * Rejects when a folder has no readable manifest, or when the address is taken.
 */
export async function createDiscoveryServer(options: DiscoveryServerOptions): Promise<DiscoveryServer> {
  const tokens = resolveTokens(options);
  const log = options.log ?? (() => {});
  const environments = await createEnvironments(
    options.environments.map(resolveEnvironment),
    options.compiledTestsReadSuccess ?? false,
    log,
  );
  const secrets = tokens.map(({ token }) => token);
  const requests = createRequestRecorder(secrets, options.requestLogLimit ?? DEFAULT_LOG_LIMIT);
  const switchboard = createSwitchboard();
  const closing = new AbortController();
  const handler = createHandler({
    discovery: createDiscoveryApi({
      schema: createSchema({ bigIntAsString: options.bigIntAsString ?? false }),
      findEnvironment: environments.find,
    }),
    admin: createAdminApi({
      listEnvironments: () =>
        environments.list().map((loaded) => ({ state: loaded.state, kind: loaded.options.kind })),
    }),
    tokens,
    faults: switchboard,
    requests,
    clock: options.clock ?? (() => new Date()),
    closing: closing.signal,
  });
  const server = options.https ? createHttpsServer(options.https, handler) : createHttpServer(handler);
  const host = options.host ?? '127.0.0.1';
  const port = await listen(server, options.port ?? 0, host);
  const watchers = options.watch ? watchAll(environments, log) : [];
  const adminUrl = `${options.https ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    url: `${adminUrl}/graphql`,
    adminUrl,
    port,
    requests,
    switchboard,
    reload: environments.loadAll,
    setEnvironmentArtifacts: environments.load,
    close: async () => {
      for (const watcher of watchers) watcher.close();
      closing.abort();
      await closeServer(server);
    },
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

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** A file that is read while it is being written fails to parse: the old facts stay until the next change. */
function watchAll(environments: Environments, log: (line: string) => void): { close(): void }[] {
  return environments.list().map(({ options: { id, artifactsPath } }) =>
    watchFolder(artifactsPath, () => {
      environments.load(id).then(
        () => log(`Environment ${id}: read again`),
        (error: Error) => log(`${error.message} (still serving what was read before)`),
      );
    }),
  );
}
