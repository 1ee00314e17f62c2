import { mkdtempSync } from 'node:fs';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { adminOf, startDiscovery, startGraph } from '../admin/support.ts';
import { post } from '../support/ask.ts';
import { createLargeProject } from '../support/large-project.ts';
import { startIssuer } from './issuer.ts';

/** As text: an object literal with these keys would be another object than the one that JSON makes. */
const KEYS =
  '"__proto__":{"polluted":"yes","isAdmin":true},"constructor":{"prototype":{"polluted":"yes"}},"prototype":{"polluted":"yes"}';
const TOKEN = 'dbtc_service-token-0001';

// The subgraph runs in this very process: what it did to a prototype would show here.
afterEach(() => {
  for (const value of [{}, [], 'text', () => undefined]) expect(value).not.toHaveProperty('polluted');
  expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('isAdmin');
});

it('in the input of a mutation they are unknown fields', async () => {
  const graph = await startGraph();
  const query =
    'mutation ($input: DbtIntegrationInput!) { configureDbtIntegration(input: $input) { userErrors { code } } }';
  for (const key of [
    '"__proto__":{"apiHost":"evil.example"}',
    '"constructor":{"prototype":{"polluted":"yes"}}',
  ]) {
    const variables = `{"input":{"apiHost":"cloud.getdbt.com",${key}}}`;
    const { body } = await post(
      `${graph.url}/graphql`,
      `{"query":${JSON.stringify(query)},"variables":${variables}}`,
    );
    expect(body.data).toBeUndefined();
    expect(body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  }
  const literal = query
    .replace('$input: DbtIntegrationInput!', '$unused: Int')
    .replace('$input', '{ apiHost: "x", __proto__: { serviceToken: "t" } }');
  expect((await graph.ask(literal)).body.data).toBeUndefined();
});

it('beside the input, and in the request itself, they change nothing', async () => {
  const graph = await startGraph();
  const { status, body } = await post(
    `${graph.url}/graphql`,
    `{"query":"{ dbtIntegration { id } }",${KEYS},"variables":{${KEYS}},"extensions":{${KEYS}}}`,
  );
  expect({ status, body }).toEqual({ status: 200, body: { data: { dbtIntegration: null } } });
});

it('in a reference they are no key fields: what a prototype would hold is not read', async () => {
  const graph = await startGraph();
  const query =
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Table { dbt { match { status } } } } }';
  const references = [
    '{"__typename":"Table","__proto__":{"schema":"marts","name":"orders"}}',
    '{"__typename":"Table","constructor":{"prototype":{"schema":"marts","name":"orders"}}}',
    '{"__proto__":{"__typename":"Table"},"schema":"marts","name":"orders"}',
    `{"__typename":"Table","schema":"marts","name":"orders",${KEYS}}`,
    '{"__typename":"constructor"}',
    '{"__typename":"__proto__"}',
    '{"__typename":"Table","schema":"__proto__","name":"constructor"}',
  ];
  const { body } = await post(
    `${graph.url}/graphql`,
    `{"query":${JSON.stringify(query)},"variables":{"r":[${references}]}}`,
  );
  const answered = { dbt: { match: { status: 'NOT_CONFIGURED' } } };
  expect(body.data._entities).toEqual([null, null, null, answered, null, null, answered]);
  const places = body.errors.map((error: { path: readonly [string, number] }) => error.path[1]);
  expect(places.sort()).toEqual([0, 1, 2, 4, 5]);
  const literal =
    '{ _entities(representations: [{ __typename: "Table", __proto__: { schema: "marts", name: "orders" } }]) { __typename } }';
  expect((await graph.ask(literal)).body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});

it.each(['tenant', '__proto__', 'constructor', 'toString'])(
  'in the claims of a token they are read as %s by nobody',
  async (claim) => {
    const issuer = await startIssuer();
    const graph = await startGraph({
      ...issuer.env,
      TENANT_CLAIM: claim,
      SCOPE_CLAIM: claim === 'tenant' ? 'scope' : claim,
    });
    const claims = JSON.parse(
      '{"__proto__":{"scope":"dbt:admin","tenant":"rival","isAdmin":true},"constructor":{"prototype":{"scope":"dbt:admin"}}}',
    );
    const { body } = await graph.ask('{ dbtIntegration { id } }', {}, await issuer.bearer(claims));
    expect(body.data?.dbtIntegration ?? null).toBeNull();
    expect(['FORBIDDEN', 'UNAUTHENTICATED']).toContain(body.errors[0].extensions.code);
    const { body: plain } = await graph.ask('{ dbtIntegration { id } }', {}, await issuer.bearer());
    expect(plain.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  },
);

it('in what dbt says of a node they are data, and pass through every cache', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pollution-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await using project = createLargeProject({ models: 1 });
  await cp(project.artifactsPath, folder, { recursive: true });
  const manifest = await readFile(join(folder, 'manifest.json'), 'utf8');
  const meta = `{${KEYS},"owner":"ana"}`;
  await writeFile(
    join(folder, 'manifest.json'),
    manifest.replace('"config":{', `"meta":${meta},"config":{"meta":${meta},`),
  );

  const dbt = await startDiscovery({ token: TOKEN, environments: [{ id: 834, artifactsPath: folder }] });
  const graph = await startGraph({ DBT_ALLOWED_HOSTS: dbt.adminUrl });
  await adminOf(graph).configure({ apiHost: dbt.adminUrl, serviceToken: TOKEN });
  const query =
    '{ _entities(representations: [{ __typename: "Table", database: "warehouse", schema: "marts", name: "table_0" }]) { ... on Table { dbt { node { meta } } } } }';
  for (let read = 0; read < 2; read += 1) {
    const { body } = await graph.ask(query);
    expect(body.errors).toBeUndefined();
    expect(body.data._entities[0].dbt.node.meta).toMatchObject({ owner: 'ana' });
    expect(Object.getPrototypeOf(body.data._entities[0].dbt.node.meta)).toBe(Object.prototype);
  }
});
