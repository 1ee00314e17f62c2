import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toViewer } from '../../src/identity/claims.ts';
import { startGraph } from '../admin/support.ts';
import { startIssuer } from '../security/issuer.ts';
import { startProvider } from './provider.ts';

const NAMES = { tenantClaim: 'tenant', scopeClaim: 'scope', adminScope: 'dbt:admin' };

const viewerOf = (claims: Readonly<Record<string, unknown>>, names: Partial<typeof NAMES>) =>
  toViewer(claims, { ...NAMES, ...names });

test.each<readonly [provider: string, scopeClaim: string, claims: Readonly<Record<string, unknown>>]>([
  ['roles of a Keycloak realm', 'realm_access.roles', { realm_access: { roles: ['x', 'dbt:admin'] } }],
  [
    'roles of a Keycloak client, which has a dot in its name',
    'resource_access.dbt.metadata.roles',
    { resource_access: { 'dbt.metadata': { roles: ['dbt:admin'] } } },
  ],
  ['a claim of Auth0', 'https://example.com/roles', { 'https://example.com/roles': ['dbt:admin'] }],
  [
    'a name below a claim of Auth0',
    'https://example.com/app.roles',
    { 'https://example.com/app': { roles: ['dbt:admin'] } },
  ],
  ['a nested text with blanks', 'app.scopes', { app: { scopes: 'read dbt:admin' } }],
])('the scope is found: %s', async (_, scopeClaim, claims) => {
  const { key, call } = await startProvider({ scopeClaim });
  expect(await call(await key.sign(claims))).toEqual({ tenant: 'acme', userId: 'ana', isAdmin: true });
});

test('a tenant is found by a path; what stands there is judged as at the top', () => {
  const names = { tenantClaim: 'org.name' };
  expect(viewerOf({ org: { name: 'acme' }, tenant: 'other' }, names)).toMatchObject({
    viewer: { tenant: 'acme' },
  });
  for (const name of [7, null, ['acme'], ''])
    expect(viewerOf({ org: { name } }, names)).toMatchObject({ ok: false });
  for (const org of [undefined, null, 'acme', ['acme'], {}])
    expect(viewerOf({ org }, names)).toMatchObject({ viewer: { tenant: 'default' } });
});

test('a claim of the whole name goes before a path', () => {
  const claims = { 'org.name': 'whole', org: { name: 'nested' } };
  expect(viewerOf(claims, { tenantClaim: 'org.name' })).toMatchObject({ viewer: { tenant: 'whole' } });
});

test('a path through lists, texts and inherited properties finds nothing', () => {
  const claims = { roles: ['dbt:admin'], text: 'dbt:admin', app: {} };
  for (const scopeClaim of ['roles.0', 'text.0', 'app.constructor.name', '__proto__.x', 'app.', '.app', '.'])
    expect(viewerOf(claims, { scopeClaim })).toMatchObject({ viewer: { isAdmin: false } });
});

test('whatever the names are, their path leads to the claim', () => {
  const name = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('a.b', 'a', '..', '__proto__'));
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
      fc.pre(names[0] !== 'sub');
      const claims = names.reduceRight<unknown>((below, own) => Object.fromEntries([[own, below]]), 'acme');
      const found = viewerOf(Object(claims), { tenantClaim: names.join('.') });
      expect(found).toMatchObject({ viewer: { tenant: 'acme' } });
    }),
  );
});

test('an admin by a path is let in, and who lacks the scope is told of the path', async () => {
  const issuer = await startIssuer();
  const graph = await startGraph({ ...issuer.env, SCOPE_CLAIM: 'realm_access.roles' });
  const askWith = async (claims: Readonly<Record<string, unknown>>) =>
    (await graph.ask('{ dbtIntegration { id } }', {}, await issuer.bearer(claims))).body;
  expect(await askWith({ realm_access: { roles: ['dbt:admin'] } })).toEqual({
    data: { dbtIntegration: null },
  });
  expect(await askWith({ realm_access: { roles: ['viewer'] }, scope: 'dbt:admin' })).toMatchObject({
    errors: [
      {
        message: expect.stringContaining(
          "The scope `dbt:admin` was looked for in the token's claim `realm_access.roles`.",
        ),
        extensions: { code: 'FORBIDDEN' },
      },
    ],
  });
});
