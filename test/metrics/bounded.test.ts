import { expect, onTestFinished, test, vi } from 'vitest';
import { createDiscoveryServer } from '../../discovery/server.ts';
import { askFor, connect, DESCRIPTIONS } from '../coverage/read-coverage.ts';
import { ask } from '../support/ask.ts';
import { table } from '../support/entities.ts';
import { parseExposition, scrape } from '../support/exposition.ts';
import { startStack } from '../support/start-stack.ts';

// Thousands of requests, on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

const SECRET = 'gateway-secret-of-at-least-32-characters';
const TENANTS = 2000;
/** Other requests are made by every so many of them. */
const TENANTS_PER_OTHER = 10;
const OTHERS = TENANTS / TENANTS_PER_OTHER;
const TOKENS = 60;
/** Credentials with a name of their own, the other ones together, in two metrics. */
const MAX_CREDENTIAL_SERIES = 2 * 51;

const headersOf = (tenant: string) => ({
  'x-gateway-secret': SECRET,
  'x-tenant-id': tenant,
  'x-user-id': 'somebody',
  'x-user-scopes': 'dbt:admin',
});

const seriesOf = (text: string) =>
  parseExposition(text).families.flatMap(({ samples }) =>
    samples
      // Node's own tell of the kinds of garbage collection that there have been.
      .filter(({ name }) => name.startsWith('dbt_'))
      .map(({ name, labels }) => `${name}${JSON.stringify(labels)}`),
  );

test('no tenant, token, name or made-up request adds a series, and none of them stands in one', async () => {
  await using stack = await startStack({
    connect: false,
    env: { AUTH_MODE: 'gateway', GATEWAY_SECRET: SECRET },
  });
  await connect(stack, ['834'], headersOf('acme'));
  await askFor(stack, [table('marts.orders')], DESCRIPTIONS, headersOf('acme'));
  const read = async () => (await fetch(`${stack.url}/metrics`)).text();
  const before = seriesOf(await read());

  const send = async (number: number) => {
    const tenant = `tenant-${number}`;
    await askFor(stack, [table(`secret_${number}.of_${number}`)], DESCRIPTIONS, headersOf(tenant));
    if (number % TENANTS_PER_OTHER !== 0) return;
    await ask(`${stack.url}/graphql`, `query Operation${number} { __typename }`, {}, headersOf(tenant));
    await ask(`${stack.url}/graphql`, `{ field${number} }`, {}, headersOf(tenant));
    await ask(`${stack.url}/graphql`, '{ __typename }', {}, { 'x-gateway-secret': `guess-${number}` });
    await fetch(`${stack.url}/path-${number}`, { method: 'POST' });
    await fetch(`${stack.url}/webhooks/dbt/id-${number}`, { method: 'POST', body: '{}' });
  };
  for (let start = 0; start < TENANTS; start += 20)
    await Promise.all(Array.from({ length: 20 }, (_, number) => send(start + number)));
  const { origin } = new URL(stack.discovery.url);
  for (let number = 0; number < TOKENS; number++) {
    const input = { apiHost: origin, serviceToken: `dbtc_guess-${number}-0000`, environmentIds: ['834'] };
    const verify = `mutation ($input: DbtIntegrationInput!) { verifyDbtIntegration(input: $input) { userErrors { code } } }`;
    await ask(`${stack.url}/graphql`, verify, { input }, headersOf(`tenant-${number}`));
    const host = { ...input, apiHost: `host-${number}.example` };
    await ask(`${stack.url}/graphql`, verify, { input: host }, headersOf(`tenant-${number}`));
  }

  const text = await read();
  const added = seriesOf(text).filter((series) => !before.includes(series));
  expect(added.filter((series) => !series.includes('"credential"'))).toEqual([]);
  const credentials = seriesOf(text).filter((series) => series.includes('"credential"'));
  expect(credentials).toHaveLength(MAX_CREDENTIAL_SERIES);
  expect(text).not.toMatch(
    /tenant-\d|secret_|of_\d|Operation\d|field\d|guess-|path-\d|id-\d|host-\d|127\.0\.0\.1/,
  );
  const { value } = parseExposition(text);
  expect(value('dbt_subgraph_refused_callers_total', { reason: 'gateway_secret' })).toBe(OTHERS);
  expect(value('dbt_subgraph_webhooks_total', { outcome: 'forged' })).toBe(OTHERS);
  expect(
    value('dbt_subgraph_dbt_request_duration_seconds_count', {
      api: 'discovery',
      operation: 'probe',
      outcome: 'rejected',
    }),
  ).toBe(TOKENS);
});

test('nobody who pushes artifacts adds a series to the Discovery API', async () => {
  const server = await createDiscoveryServer({
    token: 'dbtc_bounded-token-0001',
    pushToken: 'push-token-of-the-test-0001',
    environments: [{ id: 834 }],
  });
  onTestFinished(() => server.close());
  const read = async () => (await fetch(`${server.adminUrl}/metrics`)).text();
  const before = seriesOf(await read());
  for (let number = 0; number < 100; number++) {
    await fetch(`${server.adminUrl}/artifacts/${number}/file-${number}.json`, {
      method: 'PUT',
      headers: { authorization: `Bearer push-token-${number}` },
      body: '{}',
    });
  }
  expect(seriesOf(await read())).toEqual(before);
  expect((await scrape(server.adminUrl)).sum('dbt_core_artifacts_refused_total')).toBe(100);
});
