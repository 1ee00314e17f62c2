import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { adminOf, type Graph, readTable, startDiscovery, startGraph } from '../admin/support.ts';
import { createClock, temporaryFolder } from '../integrations/builders.ts';
import { post } from '../support/ask.ts';
import { ECHOES, startEchoingDbt } from './echoing-dbt.ts';
import { findTraces, type Place } from './traces.ts';
import { watchRedis } from './watched-redis.ts';

// Tokens in a form that no rule on dbt's own forms knows, with characters that look different in addresses and in base64.
const TOKEN = 'MARKED1~service+token/with?odd=characters&more>';
const ROTATED = 'MARKED2~rotated+token/with?odd=characters&more>';
const REJECTED = 'MARKED3~rejected+token/with?odd=characters&more>';
const WEBHOOK_SECRET = 'MARKED4~webhook+secret/with?odd=characters';
const GATEWAY_SECRET = 'MARKED5~gateway+secret/with?odd=characters';
const KEY = Buffer.from('MARKED6-the-key-of-thirty-2-bytes').subarray(0, 32);
const SECRETS = { TOKEN, ROTATED, REJECTED, WEBHOOK_SECRET, GATEWAY_SECRET, KEY };

const HEADERS = {
  'x-gateway-secret': GATEWAY_SECRET,
  'x-tenant-id': 'acme',
  'x-user-id': 'ana',
  'x-user-scopes': 'dbt:admin',
};

/** Keeps every answer, headers and all. */
function recording(graph: Graph): { readonly graph: Graph; readonly answers: Place[] } {
  const answers: Place[] = [];
  const ask: Graph['ask'] = async (query, variables, headers) => {
    const answer = await graph.ask(query, variables, headers);
    const content = JSON.stringify([...answer.headers]) + answer.text;
    answers.push({ name: `answer ${answers.length}: ${answer.text.slice(0, 300)}`, content });
    return answer;
  };
  return { graph: { ...graph, ask }, answers };
}

it.each(['Redis', 'a file'])(
  'secrets are found nowhere but in the requests that brought them, remembered in %s',
  async (kind) => {
    using folder = temporaryFolder();
    const redis = kind === 'Redis' ? await watchRedis() : null;
    if (kind === 'Redis' && redis === null)
      console.info('Redis is not searched: redis-server is not installed');
    const discovery = await startDiscovery({
      tokens: [TOKEN, ROTATED].map((token) => ({ token, permission: 'full' })),
    });
    const dbt = await startEchoingDbt(discovery.adminUrl);
    const clock = createClock();
    const { graph, answers } = recording(
      await startGraph(
        {
          AUTH_MODE: 'gateway',
          GATEWAY_SECRET,
          ENCRYPTION_KEYS: `k1:${KEY.toString('base64')}`,
          STORE_URL: `sqlite://${join(folder.path, 'integrations.sqlite')}`,
          PUBLIC_URL: 'https://dbt.example.com',
          DBT_ALLOWED_HOSTS: dbt.origin,
          DBT_REQUESTS_PER_MINUTE: '10000',
          CACHE_URL: redis?.url ?? `sqlite://${join(folder.path, 'cache.sqlite')}`,
        },
        clock.now,
      ),
    );
    const places: Place[] = [];
    const keepFiles = (step: string) => {
      for (const name of readdirSync(folder.path)) {
        places.push({ name: `${name} after ${step}`, content: readFileSync(join(folder.path, name)) });
      }
    };
    const keepMetrics = async () => {
      const content = await (await fetch(`${graph.url}/metrics`)).text();
      expect(content).toContain('dbt_subgraph_dbt_request_duration_seconds');
      places.push({ name: 'the metrics', content });
    };
    const admin = adminOf(graph, HEADERS);
    const input = { apiHost: dbt.origin, serviceToken: TOKEN, environmentIds: ['834'] };

    await tokenInWrongPlaces(graph, input);
    expect((await admin.configure({ ...input, serviceToken: REJECTED })).userErrors).toHaveLength(1);
    const { integration } = await admin.configure(input);
    keepFiles('configuring');
    expect(await readTable(graph, 'marts.orders', HEADERS)).toMatchObject({ status: 'EXACT', codes: [] });

    for (const [, form] of ECHOES) {
      dbt.echo(form);
      for (const environmentIds of [['834'], null]) {
        await admin.configure({ ...input, environmentIds });
        await admin.verify({ ...input, environmentIds });
      }
      await admin.rotate(ROTATED);
      await admin.refresh();
      await readTable(graph, 'marts.orders', HEADERS);
      await admin.get();
      dbt.echo(null);
      // Until dbt is asked again, whatever it was that kept it from being asked.
      clock.advance(2 * 60 * 60_000);
    }
    keepFiles('failures');

    expect((await admin.rotate(ROTATED)).userErrors).toEqual([]);
    expect((await admin.setWebhookSecret(WEBHOOK_SECRET)).userErrors).toEqual([]);
    keepFiles('rotating');
    const url = `${graph.url}/webhooks/dbt/${integration.id}`;
    for (const secret of [WEBHOOK_SECRET, 'another']) {
      const timestamp = new Date(clock.now()).toISOString();
      const body = JSON.stringify({
        eventId: secret.slice(0, 3),
        eventType: 'job.run.completed',
        timestamp,
        data: { environmentId: 834 },
      });
      const authorization = createHmac('sha256', secret).update(body).digest('hex');
      const { status, text } = await post(url, body, { authorization });
      expect(status).toBe(secret === WEBHOOK_SECRET ? 200 : 401);
      answers.push({ name: 'the answer to a webhook', content: text });
    }
    expect(await readTable(graph, 'marts.orders', HEADERS)).toMatchObject({ status: 'EXACT', codes: [] });
    await keepMetrics();
    places.push(...((await redis?.contents()) ?? []));
    expect(await admin.get()).toMatchObject({
      webhookSecretSet: true,
      serviceToken: { preview: '••••ore>' },
    });
    expect(await admin.remove()).toMatchObject({ removed: true });
    keepFiles('removing');
    places.push(...((await redis?.contents()) ?? []));
    await graph.stop();

    expect(graph.log.text).toContain('dbt integration changed');
    expect(answers.length).toBeGreaterThan(ECHOES.length * 5);
    places.push(
      ...answers,
      ...graph.log.text
        .split('\n')
        .map((line) => ({ name: `the log: ${line.slice(0, 300)}`, content: line })),
    );
    expect(findTraces(places, SECRETS)).toEqual([]);
  },
);

/** Random at its end as dbt's own tokens are, and fit for a label of a host name. */
const HOST_TOKEN = 'dbtc_marked7k3j9xq2mz7pl4vt8bn1cr6wy5s0';

it('a token in the form of dbt that is typed as a part of an address is found nowhere', async () => {
  using folder = temporaryFolder();
  const discovery = await startDiscovery({ token: TOKEN });
  const { graph, answers } = recording(
    await startGraph({
      AUTH_MODE: 'gateway',
      GATEWAY_SECRET,
      ENCRYPTION_KEYS: `k1:${KEY.toString('base64')}`,
      STORE_URL: `sqlite://${join(folder.path, 'integrations.sqlite')}`,
      DBT_ALLOWED_HOSTS: discovery.adminUrl,
    }),
  );
  const admin = adminOf(graph, HEADERS);
  const good = { apiHost: discovery.adminUrl, serviceToken: TOKEN, environmentIds: ['834'] };
  expect((await admin.configure(good)).userErrors).toEqual([]);
  const addresses = [
    HOST_TOKEN,
    `https://${HOST_TOKEN}.us1.dbt.com`,
    `https://${HOST_TOKEN.replace('_', '-')}.us1.dbt.com`,
    `https://${HOST_TOKEN.replace('dbtc_', '')}.us1.dbt.com`,
    `${discovery.adminUrl}:${HOST_TOKEN}`,
    `https://${HOST_TOKEN}@${new URL(discovery.adminUrl).host}`,
  ];
  const inputs = addresses.flatMap((address) => [{ apiHost: address }, { discoveryUrl: address }]);
  inputs.push({ discoveryUrl: `${discovery.adminUrl}/${HOST_TOKEN}/graphql` });
  for (const change of inputs) {
    const input = { ...good, ...change };
    for (const { userErrors } of [await admin.configure(input), await admin.verify(input)]) {
      const code = expect.stringMatching(/^(INVALID_INPUT|HOST_NOT_ALLOWED)$/);
      expect(userErrors).toMatchObject([{ code, field: ['input', Object.keys(change)[0]] }]);
    }
  }
  // The path of apiHost says nothing, and is not kept.
  expect(
    (await admin.configure({ ...good, apiHost: `${discovery.adminUrl}/${HOST_TOKEN}` })).userErrors,
  ).toEqual([]);
  expect(await admin.get()).toMatchObject({ revision: 2 });
  await graph.stop();
  const files = readdirSync(folder.path).map((name) => ({
    name,
    content: readFileSync(join(folder.path, name)),
  }));
  const log = { name: 'the log', content: graph.log.text };
  const secrets = { HOST_TOKEN, part: HOST_TOKEN.replace('dbtc_', '') };
  expect(findTraces([...answers, ...files, log], secrets)).toEqual([]);
});

/** As people do: the token pasted into the field beside it, and half of a document. */
async function tokenInWrongPlaces(graph: Graph, input: Readonly<Record<string, unknown>>): Promise<void> {
  const literal = JSON.stringify(TOKEN);
  const save =
    'mutation ($input: DbtIntegrationInput!) { configureDbtIntegration(input: $input) { userErrors { code field message } } }';
  const misplaced = [
    { apiHost: TOKEN },
    { apiHost: `https://${TOKEN}` },
    { apiHost: `https://${TOKEN}@cloud.getdbt.com` },
    { apiHost: `cloud.getdbt.com?token=${TOKEN}` },
    { discoveryUrl: TOKEN },
    { discoveryUrl: `https://cloud.getdbt.com/${TOKEN}` },
    { environmentIds: [TOKEN] },
    { environmentIds: TOKEN },
    { expectedRevision: TOKEN },
    { serviceToken: `Bearer ${TOKEN}` },
    { serviceToken: [TOKEN] },
    { [TOKEN]: TOKEN },
  ];
  for (const change of misplaced)
    await graph.ask(save, { input: { serviceToken: 'x', ...input, ...change } }, HEADERS);
  for (const query of [
    `mutation { rotateDbtServiceToken(serviceToken: 7, expectedRevision: ${literal}) { userErrors { message } } }`,
    `mutation { rotateDbtServiceToken(serviceToken: ${literal} { userErrors { message } } }`,
    `mutation { setDbtWebhookSecret(secret: { a: ${literal} }) { userErrors { message } } }`,
    `{ dbtLookup(schema: ${literal}, name: ${literal}) { match { status } } }`,
    `{ _entities(representations: [{ __typename: ${literal} }]) { __typename } }`,
    `{ dbtLookup(schema: ${TOKEN}`,
  ]) {
    await graph.ask(query, {}, HEADERS);
  }
  await graph.ask('{ dbtIntegration { id } }', {}, { ...HEADERS, 'x-gateway-secret': `${GATEWAY_SECRET}!` });
  await graph.ask('{ dbtIntegration { id } }', {}, { 'x-gateway-secret': TOKEN });
}
