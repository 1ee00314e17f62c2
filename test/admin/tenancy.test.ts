import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createClock } from '../integrations/builders.ts';
import type { Parsed } from '../support/ask.ts';
import { table } from '../support/entities.ts';
import { indexRead } from '../support/index-read.ts';
import { createLargeProject } from '../support/large-project.ts';
import { adminOf, type Graph, startDiscovery, startGraph } from './support.ts';

const SECRET = 'the-secret-of-the-gateway';
const TABLES = Array.from({ length: 40 }, (_, number) => table(`marts.table_${number}`));

interface Tenant {
  readonly name: string;
  readonly token: string;
  readonly accountId: number;
  readonly environmentId: string;
  /** The first word of all its descriptions. */
  readonly word: string;
}

// One name begins with the other, with a character between that means something in keys.
const acme: Tenant = {
  name: 'acme',
  token: 'dbtc_acme-token-0001',
  accountId: 71,
  environmentId: '834',
  word: 'Acme',
};
const rival: Tenant = {
  name: 'acme/1',
  token: 'dbtc_rival-token-0002',
  accountId: 72,
  environmentId: '835',
  word: 'Rival',
};

/** The same tables for every tenant, described in other words. */
function artifactsOf({ word }: Tenant): string {
  const project = createLargeProject({ models: TABLES.length });
  onTestFinished(() => project[Symbol.asyncDispose]());
  const manifest = join(project.artifactsPath, 'manifest.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replaceAll('"About ', `"${word} about `));
  return project.artifactsPath;
}

function headersOf({ name }: Tenant) {
  return {
    'x-gateway-secret': SECRET,
    'x-tenant-id': name,
    'x-user-id': `admin of ${name}`,
    'x-user-scopes': 'dbt:admin',
  };
}

async function start() {
  const dbt = await startDiscovery({
    tokens: [acme, rival].map(({ token, accountId }) => ({ token, accountId, permission: 'full' })),
    environments: [acme, rival].map((tenant) => ({
      id: Number(tenant.environmentId),
      accountId: tenant.accountId,
      artifactsPath: artifactsOf(tenant),
    })),
  });
  const env = {
    AUTH_MODE: 'gateway',
    GATEWAY_SECRET: SECRET,
    DBT_ALLOWED_HOSTS: dbt.adminUrl,
    DBT_REQUESTS_PER_MINUTE: '20',
  };
  const graph = await startGraph(env, createClock().now);
  const inputOf = ({ token }: Tenant) => ({ apiHost: dbt.adminUrl, serviceToken: token });
  return { dbt, graph, inputOf };
}

async function read(graph: Graph, tenant: Tenant): Promise<Parsed> {
  const { body } = await graph.ask(
    `query ($references: [_Any!]!) { _entities(representations: $references) { ... on Table {
       dbtDescription dbt { match { status } node { environment { id } } } } } }`,
    { references: TABLES },
    headersOf(tenant),
  );
  return body;
}

function expectOwn({ data, errors }: Parsed, { word, environmentId }: Tenant): void {
  expect(errors).toBeUndefined();
  expect(data._entities).toEqual(
    TABLES.map(({ name }) => ({
      dbtDescription: `${word} about ${name}`,
      dbt: { match: { status: 'EXACT' }, node: { environment: { id: environmentId } } },
    })),
  );
}

it('two tenants with the same tables see their own dbt alone, at the same time', async () => {
  const { graph, inputOf } = await start();
  const admins = [acme, rival].map((tenant) => ({ tenant, admin: adminOf(graph, headersOf(tenant)) }));
  await Promise.all(admins.map(({ tenant, admin }) => admin.configure(inputOf(tenant))));
  for (const { tenant, admin } of admins) {
    expect(await admin.get()).toMatchObject({
      serviceToken: { preview: `••••${tenant.token.slice(-4)}`, setBy: `admin of ${tenant.name}` },
      environments: [{ id: tenant.environmentId }],
      events: [{ action: 'CONFIGURED', actor: `admin of ${tenant.name}` }],
    });
  }
  const crowd = Array.from({ length: 20 }, (_, number) => (number % 2 === 0 ? acme : rival));
  const bodies = await Promise.all(crowd.map((tenant) => read(graph, tenant)));
  for (const [number, tenant] of crowd.entries()) expectOwn(bodies[number], tenant);
});

it('nobody reaches the environment of another account, not even by its id', async () => {
  const { graph, inputOf } = await start();
  const admin = adminOf(graph, headersOf(rival));
  const { integration, userErrors } = await admin.configure({
    ...inputOf(rival),
    environmentIds: [acme.environmentId],
  });
  expect(integration).toBeNull();
  expect(userErrors).toMatchObject([{ code: 'ENVIRONMENT_NOT_FOUND' }]);
});

it('a tenant without an integration sees none, whatever the others have', async () => {
  const { graph, inputOf } = await start();
  await adminOf(graph, headersOf(acme)).configure(inputOf(acme));
  expectOwn(await read(graph, acme), acme);
  expect(await adminOf(graph, headersOf(rival)).get()).toBeNull();
  const { data, errors } = await read(graph, rival);
  expect(errors).toBeUndefined();
  expect(data._entities[0]).toEqual({
    dbtDescription: null,
    dbt: { match: { status: 'NOT_CONFIGURED' }, node: null },
  });
  expect(await adminOf(graph, headersOf(rival)).remove()).toMatchObject({ removed: false });
  expectOwn(await read(graph, acme), acme);
});

it("one tenant's removal, refresh and failing token leave the other as it was", async () => {
  const { dbt, graph, inputOf } = await start();
  const admin = adminOf(graph, headersOf(acme));
  const other = adminOf(graph, headersOf(rival));
  await admin.configure(inputOf(acme));
  await other.configure(inputOf(rival));
  expectOwn(await read(graph, rival), rival);
  expectOwn(await read(graph, acme), acme);
  const before = await other.get();

  await admin.refresh();
  await admin.remove();
  dbt.requests.clear();
  expectOwn(await read(graph, rival), rival);
  expect(dbt.requests.all()).toEqual([]);
  expect(await other.get()).toEqual(before);
  const { data } = await read(graph, acme);
  expect(data._entities[0].dbt.match.status).toBe('NOT_CONFIGURED');
});

it("one tenant's budget and circuit are its own", async () => {
  const { dbt, graph, inputOf } = await start();
  const admin = adminOf(graph, headersOf(acme));
  await admin.configure(inputOf(acme));
  await adminOf(graph, headersOf(rival)).configure(inputOf(rival));
  for (const tenant of [acme, rival]) await indexRead(graph.url, headersOf(tenant));
  dbt.switchboard.set({ rateLimit: { retryAfterSeconds: 60 } });
  expect((await read(graph, acme)).errors).toMatchObject([{ extensions: { code: 'DBT_RATE_LIMITED' } }]);
  dbt.switchboard.reset();
  expect(await admin.get()).toMatchObject({ status: 'RATE_LIMITED' });
  expectOwn(await read(graph, rival), rival);

  const refreshAndRead = async () => {
    await adminOf(graph, headersOf(rival)).refresh();
    return read(graph, rival);
  };
  let answer = await refreshAndRead();
  for (let round = 0; round < 20 && answer.errors === undefined; round += 1) answer = await refreshAndRead();
  expect(answer.errors).toMatchObject([{ extensions: { code: 'DBT_RATE_LIMITED' } }]);
  expect(answer.errors[0].message).toContain('own budget of 20 requests');
});
