import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createDiscoveryServer } from '../discovery/server.ts';
import { parseConfig } from '../src/config.ts';
import { createLogger } from '../src/observability/logger.ts';
import { startSubgraph } from '../src/start.ts';
import { startCatalog } from './catalog.ts';
import { findPort } from './free-port.ts';
import { freshArtifacts } from './fresh-artifacts.ts';
import { startGateway } from './gateway.ts';
import { type PrintedTable, printReasons, printTables } from './print-tables.ts';
import { push } from './push.ts';
import { CONFIGURE_MUTATION, TABLES_QUERY } from './queries.ts';
import { stopOnSignals } from './stop-on-signals.ts';
import { DEMO_ENVIRONMENTS } from './warehouse-environments.ts';

/** What runs, in the order in which it was started; ended in the opposite one. */
const running: { stop(): Promise<void> }[] = [];

/** Known to everybody, so that *rotate*, *remove* and *connect* can be played: the API that it opens listens on loopback, and serves the demo's artifacts. */
const SERVICE_TOKEN = 'dbtc_demo-service-token';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
  const pushToken = randomBytes(24).toString('base64url');

  const discovery = await step('Discovery API of a bicycle shop with dbt Core', async () => {
    const server = await createDiscoveryServer({
      port: await findPort(4010),
      token: SERVICE_TOKEN,
      pushToken,
      environments: DEMO_ENVIRONMENTS.map(({ id, name }) => ({ id, name })),
    });
    running.push({ stop: () => server.close() });
    return server;
  });
  say('Pushing what dbt has left behind, its times moved to now, as its users would: npm run push');
  await pushArtifacts(discovery.adminUrl, pushToken);
  const subgraph = await step('dbt subgraph', async () => {
    const port = await findPort(4001);
    const config = parseConfig({
      AUTH_MODE: 'none',
      PORT: String(port),
      CONSOLE: 'true',
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      STORE_URL: 'sqlite://:memory:',
      CACHE_URL: 'memory',
      DBT_ALLOWED_HOSTS: spellingsOf(new URL(discovery.url)).join(','),
      LOG_LEVEL: 'error',
    });
    const started = await startSubgraph(config, {
      log: createLogger({ level: config.logLevel, destination: process.stderr }),
    });
    running.push(started);
    return { url: `${started.url}/graphql`, consoleUrl: `${started.url}/console` };
  });
  const catalog = await step('catalogue subgraph, which owns Table and Column', async () => {
    const started = await startCatalog(await findPort(4002));
    running.push(started);
    return started;
  });
  const gateway = await step('gateway', async () => {
    const started = await startGateway({
      port: await findPort(4000),
      subgraphs: [
        { name: 'catalog', url: catalog.url },
        { name: 'dbt', url: subgraph.url },
      ],
      defaultQuery: TABLES_QUERY,
    });
    running.push(started);
    return started;
  });

  say('Connecting dbt, as an admin would: configureDbtIntegration through the gateway');
  const input = {
    apiHost: new URL(discovery.url).origin,
    serviceToken: SERVICE_TOKEN,
    environmentIds: DEMO_ENVIRONMENTS.map(({ id }) => String(id)),
  };
  const configured = await ask(gateway.url, CONFIGURE_MUTATION, { input });
  const payload = (configured.data as { configureDbtIntegration?: { userErrors: readonly unknown[] } } | null)
    ?.configureDbtIntegration;
  if (payload === undefined || payload.userErrors.length > 0) {
    throw new Error(`dbt could not be connected: ${JSON.stringify(configured)}`);
  }

  say('Asking the gateway for every table, its columns, and what dbt says of both\n');
  const answer = await ask(gateway.url, TABLES_QUERY, {});
  if (values.once) {
    process.stdout.write(`${JSON.stringify(answer)}\n`);
    if (answer.errors !== undefined) process.exitCode = 1;
    await stopAll();
    return;
  }
  if (answer.errors !== undefined) say(`The answer has errors: ${JSON.stringify(answer.errors)}`);
  const { tables } = answer.data as { tables: readonly PrintedTable[] };
  process.stdout.write(`${printTables(tables)}\n\n${printReasons(tables)}\n\n`);
  say(`Console:  ${subgraph.consoleUrl} (open it in a browser: what dbt knows, what does not match, and why)
          to connect dbt again, type host ${new URL(discovery.url).origin} and token ${SERVICE_TOKEN}
Explorer: ${gateway.url} (queries of your own). Ctrl-C ends everything.`);
}

async function step<T extends { readonly url: string }>(what: string, start: () => Promise<T>): Promise<T> {
  const started = await start();
  say(`${what}: ${started.url}`);
  return started;
}

async function pushArtifacts(to: string, token: string): Promise<void> {
  const folders = DEMO_ENVIRONMENTS.map(({ folder }) => folder);
  await using fresh = await freshArtifacts(folders, new Date());
  for (const [index, { id: environmentId }] of DEMO_ENVIRONMENTS.entries()) {
    say(await push({ environmentId, to, token, folder: fresh.folders[index] ?? '' }));
  }
}

/** An address of loopback, by number and by name. */
function spellingsOf({ port }: URL): string[] {
  return ['127.0.0.1', 'localhost'].map((host) => `http://${host}:${port}`);
}

/** Progress goes to standard error, so that the answer alone stands on standard output. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

interface Answer {
  readonly data: unknown;
  readonly errors?: readonly unknown[];
}

async function ask(
  url: string,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

async function stopAll(): Promise<void> {
  for (const { stop } of running.reverse()) await stop();
}

stopOnSignals({
  stop() {
    say('\nStopping');
    return stopAll();
  },
});

main().catch(async (error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  await stopAll();
  process.exitCode = 1;
});
