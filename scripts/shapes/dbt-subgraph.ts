import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { EnvironmentOptions } from '../../discovery/options.ts';
import { createDiscoveryServer, type DiscoveryServer } from '../../discovery/server.ts';
import { parseConfig } from '../../src/config.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { type RunningSubgraph, startSubgraph } from '../../src/start.ts';
import { ask } from '../../test/support/ask.ts';

export interface Dbt {
  readonly server: DiscoveryServer;
  readonly token: string;
}

const artifactsOf = (environment: string) =>
  fileURLToPath(new URL(`../../demo/warehouse/artifacts/${environment}`, import.meta.url));

const DEMO_ENVIRONMENTS: readonly EnvironmentOptions[] = [
  { id: 834, name: 'Production', artifactsPath: artifactsOf('834') },
  { id: 912, name: 'Finance production', artifactsPath: artifactsOf('912') },
];

/** The Discovery API over artifacts; those of the demo unless told otherwise. */
export async function startDbt(environments = DEMO_ENVIRONMENTS): Promise<Dbt> {
  const token = `dbtc_${randomBytes(24).toString('base64url')}`;
  return { server: await createDiscoveryServer({ token, environments }), token };
}

export interface Connection {
  readonly environmentIds: readonly string[];
  /** Path of a mapping; null for the usual names. */
  readonly mappingPath: string | null;
  /** The field `Mutation.configureDbtIntegration` as it is served. */
  readonly configureField?: string;
}

/** A subgraph in this process, connected to dbt as an admin connects it. */
export async function startConnected(
  { server, token }: Dbt,
  { environmentIds, mappingPath, configureField = 'configureDbtIntegration' }: Connection,
): Promise<RunningSubgraph> {
  const apiHost = new URL(server.url).origin;
  const config = parseConfig({
    AUTH_MODE: 'none',
    PORT: '0',
    STORE_URL: 'sqlite://:memory:',
    CACHE_URL: 'memory',
    DBT_ALLOWED_HOSTS: apiHost,
    LOG_LEVEL: 'error',
    ...(mappingPath === null ? {} : { ENTITY_MAPPING: mappingPath }),
  });
  const subgraph = await startSubgraph(config, {
    log: createLogger({ level: config.logLevel, destination: process.stderr }),
  });
  try {
    // Written into the text: the input's type may have another name here.
    const input = `{ apiHost: "${apiHost}", serviceToken: "${token}", environmentIds: ${JSON.stringify(environmentIds)} }`;
    const { body } = await ask(
      `${subgraph.url}/graphql`,
      `mutation { saved: ${configureField}(input: ${input}) { userErrors { code message } } }`,
    );
    if (body.data?.saved?.userErrors.length !== 0) {
      throw new Error(`dbt could not be connected: ${JSON.stringify(body)}`);
    }
    return subgraph;
  } catch (error) {
    await subgraph.stop();
    throw error;
  }
}
