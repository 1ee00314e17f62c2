import { request as sendRequest } from 'node:http';
import { createServer } from 'node:https';
import tls from 'node:tls';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { DiscoveryServer } from '../../discovery/server.ts';
import { adminOf, startDiscovery, startGraph } from '../admin/support.ts';
import { makeCertificate } from '../hosts/certificate.ts';
import { listen } from '../hosts/loopback-server.ts';
import type { Parsed } from '../support/ask.ts';
import { table } from '../support/entities.ts';

const TOKEN = 'dbtc_the-only-token-0001';
const READ_ONLY = 'dbtc_metadata-only-token';
const certificate = makeCertificate('IP:127.0.0.1');
/** Node 22.19 and 24.5 can be told of an authority while they run. */
const canTrust = certificate !== null && typeof tls.setDefaultCACertificates === 'function';

type Row = Record<string, unknown>;

/** dbt's two APIs by https; `environment` says what the Admin API makes of an environment. */
async function startHost(environment: (row: Row) => Row) {
  const dbt = await startDiscovery({
    tokens: [
      { token: TOKEN, permission: 'full', accountId: 71 },
      { token: READ_ONLY, permission: 'metadata-only', accountId: 71 },
    ],
  });
  const { origin } = await startProxy(dbt, environment);
  return { apiHost: origin };
}

function startProxy(dbt: DiscoveryServer, environment: (row: Row) => Row) {
  const server = createServer({ key: certificate?.key, cert: certificate?.cert }, (incoming, outgoing) => {
    const { method, headers, url } = incoming;
    const upstream = sendRequest(`${dbt.adminUrl}${url}`, { method, headers }, async (answer) => {
      let text = '';
      for await (const chunk of answer) text += chunk;
      const isList = /\/environments\//.test(url ?? '') && answer.statusCode === 200;
      const body = isList ? JSON.stringify(mapRows(JSON.parse(text), environment)) : text;
      outgoing.writeHead(answer.statusCode ?? 500, { 'content-type': 'application/json' }).end(body);
    });
    incoming.pipe(upstream);
  });
  return listen(server, 'https');
}

const mapRows = (list: Parsed, environment: (row: Row) => Row) => ({
  ...list,
  data: list.data.map(environment),
});

/** As dbt platform answers: it has no docs elsewhere. */
const onPlatform = ({ docs_url: _, ...row }: Row): Row => row;

async function pagesOf(apiHost: string, serviceToken = TOKEN) {
  const graph = await startGraph({ DBT_ALLOWED_HOSTS: apiHost });
  const { userErrors } = await adminOf(graph).configure({
    apiHost,
    serviceToken,
    environmentIds: ['834', '912'],
  });
  expect(userErrors).toEqual([]);
  const { body } = await graph.ask(
    `query ($references: [_Any!]!) { _entities(representations: $references) { ... on Table { dbt {
       match { candidates { uniqueId url } } node { uniqueId url lastRun { runId url } lastSuccessfulRun { runId url } } } } } }`,
    { references: ['marts.orders', 'raw.customers'].map((path) => table(path)) },
  );
  expect(body.errors).toBeUndefined();
  return body.data._entities.map(({ dbt }: Parsed) => dbt);
}

describe.skipIf(!canTrust)('by https', () => {
  beforeAll(() => {
    const before = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...before, certificate?.cert ?? '']);
    return () => tls.setDefaultCACertificates(before);
  });

  test('nodes and runs of an account have their pages in dbt platform', async () => {
    const { apiHost } = await startHost(onPlatform);
    const [orders] = await pagesOf(apiHost);
    const { projectId } = await projectOf(apiHost);
    const { lastRun, lastSuccessfulRun } = orders.node;
    expect(orders.node.url).toBe(
      `${apiHost}/explore/71/projects/${projectId}/environments/production/details/model.shop.orders`,
    );
    expect(lastRun.url).toBe(`${apiHost}/deploy/71/projects/${projectId}/runs/${lastRun.runId}`);
    expect(lastSuccessfulRun.url).toBe(
      `${apiHost}/deploy/71/projects/${projectId}/runs/${lastSuccessfulRun.runId}`,
    );
    expect(orders.match.candidates[0]).toEqual({ uniqueId: 'model.shop.orders', url: orders.node.url });
  });

  test('an environment that is neither production nor staging has runs, and is not in Catalog', async () => {
    const { apiHost } = await startHost((row) => ({ ...onPlatform(row), deployment_type: null }));
    const [orders] = await pagesOf(apiHost);
    expect(orders.node.url).toBeNull();
    expect(orders.node.lastRun.url).toMatch(/\/runs\/\d+$/);
  });

  test('a token that may not list environments tells no pages', async () => {
    const { apiHost } = await startHost(onPlatform);
    const [orders] = await pagesOf(apiHost, READ_ONLY);
    expect([orders.node.url, orders.node.lastRun.url]).toEqual([null, null]);
  });

  test('dbt Core has the pages of its dbt docs, and none of an account', async () => {
    const { apiHost } = await startHost((row) => ({ ...row, docs_url: 'https://docs.example.com/shop/' }));
    const [orders, customers] = await pagesOf(apiHost);
    expect(orders.node).toMatchObject({
      url: 'https://docs.example.com/shop/#!/model/model.shop.orders',
      lastRun: { url: null },
    });
    expect(customers.node.url).toBe(
      `https://docs.example.com/shop/#!/${customers.node.uniqueId.split('.')[0]}/${customers.node.uniqueId}`,
    );
  });

  test('dbt Core without docs has no pages, whatever account its API makes up', async () => {
    const { apiHost } = await startHost((row) => ({ ...row, docs_url: null }));
    const [orders] = await pagesOf(apiHost);
    expect([orders.node.url, orders.node.lastRun.url]).toEqual([null, null]);
  });
});

if (!canTrust) {
  process.stderr.write(
    'subgraph/page-addresses.test.ts, five tests: openssl or an authority of a test is missing\n',
  );
}

test('a host by http has no pages of an account', async () => {
  const dbt = await startDiscovery({ tokens: [{ token: TOKEN, permission: 'full' }] });
  const [orders] = await pagesOf(dbt.adminUrl);
  expect([orders.node.url, orders.node.lastRun.url]).toEqual([null, null]);
});

async function projectOf(apiHost: string): Promise<Parsed> {
  const graph = await startGraph({ DBT_ALLOWED_HOSTS: apiHost });
  onTestFinished(graph.stop);
  const { body } = await graph.ask(
    `mutation ($input: DbtIntegrationInput!) { verifyDbtIntegration(input: $input) { environments { id projectId } } }`,
    { input: { apiHost, serviceToken: TOKEN, environmentIds: ['834'] } },
  );
  return body.data.verifyDbtIntegration.environments[0];
}
