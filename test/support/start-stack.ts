import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type CatalogTable, startCatalog } from '../../demo/catalog.ts';
import { CONFIGURE_MUTATION } from '../../demo/queries.ts';
import type { EnvironmentOptions } from '../../discovery/options.ts';
import {
  createDiscoveryServer,
  type DiscoveryServer,
  type DiscoveryServerOptions,
} from '../../discovery/server.ts';
import { parseConfig } from '../../src/config.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { startSubgraph } from '../../src/start.ts';
import { type Answer, ask } from './ask.ts';
import { GATEWAYS, type GatewayKind } from './gateways.ts';
import { indexRead } from './index-read.ts';
import { createLines, type Lines } from './lines.ts';
import { PATIENT_MS } from './patience.ts';

export interface StackOptions {
  /** What the Discovery API serves; the two environments of the demo by default. */
  readonly environments?: readonly EnvironmentOptions[];
  /** How the Discovery API differs from its defaults. */
  readonly discovery?: Omit<Partial<DiscoveryServerOptions>, 'environments' | 'token'>;
  /** Whether dbt is connected, in the order of `environments`. */
  readonly connect?: boolean;
  /** The gateway in front, with a catalogue that owns the entities beside the subgraph. */
  readonly gateway?: GatewayKind;
  /** Tables of that catalogue; those of the demo's warehouse by default. */
  readonly catalog?: readonly CatalogTable[];
  /** Variables of the subgraph besides those that a stack needs. */
  readonly env?: Readonly<Record<string, string>>;
  readonly now?: () => number;
  /** Awaited by the subgraph between slices of long work. */
  readonly turn?: () => Promise<void>;
  /** Starts the subgraph: the one of `src` unless another build of it is given. */
  readonly startSubgraph?: typeof startSubgraph;
}

/** Real servers on loopback: a Discovery API, the subgraph, and a gateway where it was asked for. Ended by `await using`, or by `stop`. */
export interface Stack extends AsyncDisposable {
  /** Base address of the subgraph, without a trailing slash. */
  readonly url: string;
  readonly discovery: DiscoveryServer;
  readonly serviceToken: string;
  /** What the subgraph has logged, a line each. */
  readonly log: Lines;
  /** Asks the gateway where there is one, else the subgraph. */
  query(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer>;
  /**
   * Runs `configureDbtIntegration` with all environments, and waits for the index, which is read when an integration is saved. The log of
   * requests begins behind it. Throws when dbt could not be connected.
   */
  connect(): Promise<void>;
  /** Ends the subgraph alone; resolves when its requests have finished. */
  stopSubgraph(): Promise<void>;
  stop(): Promise<void>;
}

export const DEMO_ENVIRONMENTS: readonly EnvironmentOptions[] = [
  { id: 834, name: 'Production', artifactsPath: demoArtifacts('834') },
  { id: 912, name: 'Finance production', artifactsPath: demoArtifacts('912') },
];

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const environments = options.environments ?? DEMO_ENVIRONMENTS;
  const opened: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    const serviceToken = `dbtc_${randomBytes(24).toString('base64url')}`;
    const discovery = await createDiscoveryServer({
      ...options.discovery,
      token: serviceToken,
      environments,
    });
    opened.push(() => discovery.close());
    const apiHost = new URL(discovery.url).origin;
    const log = createLines();
    const config = parseConfig({
      AUTH_MODE: 'none',
      PORT: '0',
      STORE_URL: 'sqlite://:memory:',
      CACHE_URL: 'memory',
      DBT_ALLOWED_HOSTS: apiHost,
      // A busy machine is no failure of dbt's.
      DBT_DEADLINE_MS: String(PATIENT_MS),
      LOG_LEVEL: 'warn',
      ...options.env,
    });
    const start = options.startSubgraph ?? startSubgraph;
    const subgraph = await start(config, {
      log: createLogger({ level: config.logLevel, destination: log }),
      ...(options.now === undefined ? {} : { now: options.now }),
      ...(options.turn === undefined ? {} : { turn: options.turn }),
    });
    const stopSubgraph = once(() => subgraph.stop());
    opened.push(stopSubgraph);
    const endpoint =
      options.gateway === undefined
        ? `${subgraph.url}/graphql`
        : await openGateway(options.gateway, options.catalog, subgraph.url, opened);

    const stack: Stack = {
      url: subgraph.url,
      discovery,
      serviceToken,
      log,
      query: (query, variables = {}) => ask(endpoint, query, variables),
      async connect() {
        const environmentIds = environments.map(({ id }) => String(id));
        const { body } = await stack.query(CONFIGURE_MUTATION, {
          input: { apiHost, serviceToken, environmentIds },
        });
        const problems = body.data?.configureDbtIntegration?.userErrors;
        if (problems?.length !== 0) throw new Error(`dbt could not be connected: ${JSON.stringify(body)}`);
        await indexRead(subgraph.url);
        discovery.requests.clear();
      },
      stopSubgraph,
      stop,
      [Symbol.asyncDispose]: stop,
    };
    if (options.connect ?? true) await stack.connect();
    return stack;
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openGateway(
  kind: GatewayKind,
  tables: readonly CatalogTable[] | undefined,
  subgraphUrl: string,
  opened: (() => Promise<void>)[],
): Promise<string> {
  const catalog = await startCatalog(0, '127.0.0.1', tables);
  opened.push(() => catalog.stop());
  const gateway = await GATEWAYS[kind]([
    { name: 'catalog', url: catalog.url },
    { name: 'dbt', url: `${subgraphUrl}/graphql` },
  ]);
  opened.push(() => gateway.stop());
  return gateway.url;
}

function demoArtifacts(environment: string): string {
  return fileURLToPath(new URL(`../../demo/warehouse/artifacts/${environment}`, import.meta.url));
}

function once(run: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => {
    result ??= run();
    return result;
  };
}
