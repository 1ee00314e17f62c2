import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createDiscoveryServer } from '../discovery/server.ts';
import { parseConfig } from '../src/config.ts';
import { createLogger } from '../src/observability/logger.ts';
import { startSubgraph } from '../src/start.ts';
import { createNews, descriptionAfter } from './core-page/news.ts';

/**
 * How long it takes from the start of a push to a page that shows it: dbt Core's program with its state on disk, the subgraph told by
 * `notify`, both over HTTP on loopback. Prints the median, the shortest and the longest of twenty.
 */
const PUSHES = 20;
const ENVIRONMENT = 834;
const LOOK_EVERY_MS = 5;
const GIVE_UP_AFTER_MS = 60_000;
const SECRET = randomBytes(24).toString('hex');
const PAGE = `{ _entities(representations: [{ __typename: "Table", database: "warehouse", schema: "marts", name: "orders" }]) {
  ... on Table { dbtDescription } } }`;

const opened: (() => Promise<void>)[] = [];

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'core-page-'));
  opened.push(async () => rmSync(folder, { recursive: true, force: true }));
  const [token, pushToken] = [randomBytes(24).toString('hex'), randomBytes(24).toString('hex')];
  const subgraphUrl = `http://127.0.0.1:${await freePort()}`;
  const apiUrl = `http://127.0.0.1:${await freePort()}`;
  const subgraph = await startSubgraph(configOf(subgraphUrl, apiUrl), {
    log: createLogger({ level: 'error', destination: process.stderr }),
  });
  opened.push(() => subgraph.stop());
  const query = (text: string, variables: object = {}) => ask(`${subgraph.url}/graphql`, text, variables);
  const start = (notify?: { url: string; secret: string }) =>
    createDiscoveryServer({
      port: Number(new URL(apiUrl).port),
      token,
      pushToken,
      statePath: join(folder, 'state.sqlite'),
      environments: [{ id: ENVIRONMENT, name: 'Production', ...(notify === undefined ? {} : { notify }) }],
    });
  const news = createNews();
  // The address of the webhook is known only once dbt is connected, which takes the program.
  const first = await start();
  await push(apiUrl, pushToken, news(0));
  await query(
    `mutation ($input: DbtIntegrationInput!) { configureDbtIntegration(input: $input) { userErrors { message } } }`,
    { input: { apiHost: apiUrl, serviceToken: token, environmentIds: [String(ENVIRONMENT)] } },
  );
  const { setDbtWebhookSecret } = await query(
    `mutation ($secret: String) { setDbtWebhookSecret(secret: $secret) { integration { webhookUrl } } }`,
    { secret: SECRET },
  );
  await first.close();
  const program = await start({ url: setDbtWebhookSecret.integration.webhookUrl, secret: SECRET });
  opened.push(() => program.close());

  const times: number[] = [];
  for (let number = 1; number <= PUSHES; number += 1) {
    const packed = news(number);
    const startedAt = performance.now();
    await push(apiUrl, pushToken, packed);
    await shown(query, descriptionAfter(number), startedAt);
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  const median = ((times[PUSHES / 2 - 1] ?? 0) + (times[PUSHES / 2] ?? 0)) / 2;
  const [shortest = 0, longest = 0] = [times.at(0), times.at(-1)];
  console.log(
    `From a push to the page that shows it: median ${ms(median)}, shortest ${ms(shortest)}, longest ${ms(longest)}, of ${PUSHES}`,
  );
}

type Answer = ReturnType<typeof JSON.parse>;

async function shown(
  query: (text: string) => Promise<Answer>,
  description: string,
  startedAt: number,
): Promise<void> {
  for (;;) {
    const data = await query(PAGE);
    if (data._entities[0]?.dbtDescription === description) return;
    if (performance.now() - startedAt > GIVE_UP_AFTER_MS) throw new Error('The page never shows the push.');
    await delay(LOOK_EVERY_MS);
  }
}

function configOf(subgraphUrl: string, apiUrl: string) {
  return parseConfig({
    AUTH_MODE: 'none',
    PORT: new URL(subgraphUrl).port,
    PUBLIC_URL: subgraphUrl,
    STORE_URL: 'sqlite://:memory:',
    CACHE_URL: 'memory',
    DBT_ALLOWED_HOSTS: apiUrl,
    DBT_REQUESTS_PER_MINUTE: '100000',
    LOG_LEVEL: 'error',
  });
}

async function push(url: string, token: string, packed: Uint8Array<ArrayBuffer>): Promise<void> {
  const response = await fetch(`${url}/artifacts/${ENVIRONMENT}/manifest.json`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-encoding': 'gzip' },
    body: packed,
  });
  const text = await response.text();
  if (response.status !== 200 || !text.includes('"new"'))
    throw new Error(`A push was answered with: ${text}`);
}

async function ask(url: string, query: string, variables: object): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const answer: Answer = await response.json();
  if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}

try {
  await main();
} finally {
  for (const close of opened.reverse()) await close();
}
