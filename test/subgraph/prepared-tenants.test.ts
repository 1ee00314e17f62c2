import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONFIGURE_MUTATION } from '../../demo/queries.ts';
import { type ArtifactFolder, writeArtifacts } from '../support/artifact-folder.ts';
import { model } from '../support/artifact-nodes.ts';
import { ask, type Parsed } from '../support/ask.ts';
import { table } from '../support/entities.ts';
import { indexRead } from '../support/index-read.ts';
import { type Stack, startStack } from '../support/start-stack.ts';

const SECRET = 'gateway-secret-of-at-least-32-characters';
const NOW_MS = Date.parse('2026-11-26T12:00:00Z');
/** Tenants by the environment that they have connected. Their names are made to fall together where keys are only strung together. */
const TENANTS: readonly (readonly [tenant: string, environmentId: number])[] = [
  ['acme', 1],
  ['acme/1', 2],
  ['acme%2F1', 3],
];

let folders: readonly ArtifactFolder[];
let stack: Stack;

beforeAll(async () => {
  folders = TENANTS.map(([tenant]) =>
    writeArtifacts({ nodes: [model('wh.marts.customers', { description: `Customers of ${tenant}` })] }),
  );
  stack = await startStack({
    environments: folders.map(({ artifactsPath }, position) => ({ id: position + 1, artifactsPath })),
    connect: false,
    env: { AUTH_MODE: 'gateway', GATEWAY_SECRET: SECRET },
    now: () => NOW_MS,
  });
  for (const [tenant, environmentId] of TENANTS) {
    const input = {
      apiHost: new URL(stack.discovery.url).origin,
      serviceToken: stack.serviceToken,
      environmentIds: [String(environmentId)],
    };
    const { body } = await ask(`${stack.url}/graphql`, CONFIGURE_MUTATION, { input }, headersOf(tenant));
    expect(body.data.configureDbtIntegration.userErrors).toEqual([]);
    await indexRead(stack.url, headersOf(tenant));
  }
});

afterAll(async () => {
  await stack.stop();
  for (const folder of folders) await folder[Symbol.asyncDispose]();
});

const headersOf = (tenant: string) => ({
  'x-gateway-secret': SECRET,
  'x-tenant-id': tenant,
  'x-user-id': 'somebody',
  'x-user-scopes': 'dbt:admin',
});

async function descriptionFor(tenant: string): Promise<Parsed> {
  const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Table { dbtDescription } } }';
  const r = [table('wh.marts.customers')];
  const { body } = await ask(`${stack.url}/graphql`, query, { r }, headersOf(tenant));
  expect(body.errors).toBeUndefined();
  return body.data._entities[0].dbtDescription;
}

test('a text at hand of one tenant is never the answer to another', async () => {
  for (let round = 0; round < 3; round += 1) {
    for (const [tenant] of TENANTS) expect(await descriptionFor(tenant)).toBe(`Customers of ${tenant}`);
    expect(await descriptionFor('nobody')).toBeNull();
  }
});
