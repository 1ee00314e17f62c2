import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../support/ask.ts';
import { table } from '../support/entities.ts';
import { type Stack, startStack } from '../support/start-stack.ts';
import { askCoverage, askFor, connect, countsOf, DESCRIPTIONS } from './read-coverage.ts';

const SECRET = 'gateway-secret-of-at-least-32-characters';

/** Names that fall together where keys are only strung together. */
const TENANTS = ['acme', 'acme/1', 'acme%2F1', 'acme:1'] as const;

const headersOf = (tenant: string, scopes = 'dbt:admin') => ({
  'x-gateway-secret': SECRET,
  'x-tenant-id': tenant,
  'x-user-id': 'somebody',
  'x-user-scopes': scopes,
});

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ connect: false, env: { AUTH_MODE: 'gateway', GATEWAY_SECRET: SECRET } });
  await connect(stack, ['834'], headersOf('acme'));
  await connect(stack, ['912'], headersOf('acme/1'));
});
afterAll(() => stack.stop());

test('a tenant sees what its own callers have asked for, and no other one', async () => {
  for (const [position, tenant] of TENANTS.entries()) {
    const references = [table('marts.customers'), table(`secret.of_${position}`)];
    // Whoever reads the graph counts, admin or not.
    for (let request = 0; request <= position; request += 1) {
      await askFor(stack, references, DESCRIPTIONS, headersOf(tenant, 'catalogue:read'));
    }
  }
  for (const [position, tenant] of TENANTS.entries()) {
    expect(await countsOf(stack, headersOf(tenant))).toEqual([
      `marts.customers ${position + 1}`,
      `secret.of_${position} ${position + 1}`,
    ]);
  }
  expect(await countsOf(stack, headersOf('nobody'))).toEqual([]);
});

test('statuses are those of the own integration', async () => {
  const statuses = async (tenant: string) => {
    const { body } = await askCoverage(stack, {}, headersOf(tenant));
    return body.data.dbtCoverage.statuses;
  };
  expect(await statuses('acme')).toEqual([
    { status: 'EXACT', tables: 1 },
    { status: 'NOT_IN_DBT', tables: 1 },
  ]);
  expect(await statuses('acme/1')).toEqual([{ status: 'NOT_IN_DBT', tables: 2 }]);
  expect(await statuses('acme:1')).toEqual([{ status: 'NOT_CONFIGURED', tables: 2 }]);
});

test('one tenant that removes its integration leaves the others what they have', async () => {
  const remove = 'mutation { removeDbtIntegration { removed } }';
  const { body } = await ask(`${stack.url}/graphql`, remove, {}, headersOf('acme/1'));
  expect(body).toEqual({ data: { removeDbtIntegration: { removed: true } } });
  expect(await countsOf(stack, headersOf('acme/1'))).toEqual([]);
  expect(await countsOf(stack, headersOf('acme'))).toHaveLength(2);
  expect(await countsOf(stack, headersOf('acme%2F1'))).toHaveLength(2);
});

test('a caller without the admin scope learns nothing', async () => {
  const { body } = await askCoverage(stack, {}, headersOf('acme', 'catalogue:read'));
  expect(body.data).toBeNull();
  expect(body.errors).toMatchObject([{ path: ['dbtCoverage'], extensions: { code: 'FORBIDDEN' } }]);
  expect(JSON.stringify(body)).not.toContain('customers');
});

test('a caller whom the gateway does not name learns nothing either', async () => {
  const { body } = await askCoverage(stack);
  expect(body.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
});
