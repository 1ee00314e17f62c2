import { type JWTPayload, SignJWT } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { startGraph } from '../admin/support.ts';
import { createSigningKey } from '../security/issuer.ts';
import { blockOf, readPage, sectionOf } from './page.ts';

const PAGE = readPage('docs/identity.md');

test.each(['Keycloak', 'Auth0', 'Microsoft Entra ID'])(
  '%s: a token as the page shows it is taken with the variables of the page, and its caller is an admin of the tenant acme',
  async (provider) => {
    const { keySet, ...variables } = variablesOf(provider);
    expect(keySet).toMatch(/^https:/);
    const key = await createSigningKey('key-1');
    const graph = await startGraph({ ...variables, JWT_PUBLIC_KEY: key.pem });
    onTestFinished(() => graph.stop());
    const askWith = async (change: object) => {
      const claims: JWTPayload = { exp: Math.floor(Date.now() / 1000) + 60, ...tokenOf(provider), ...change };
      const token = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(key.privateKey);
      const mutation = 'mutation { refreshDbtMetadata { userErrors { code } } }';
      return (await graph.ask(mutation, {}, { authorization: `Bearer ${token}` })).body;
    };
    expect(await askWith({})).toEqual({
      data: { refreshDbtMetadata: { userErrors: [{ code: 'NOT_CONFIGURED' }] } },
    });
    expect(graph.log.text).toContain('"tenant":"acme"');
    expect(await askWith({ realm_access: {}, permissions: [], roles: [] })).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
  },
);

/** The key set is read over HTTPS, from an address that only the provider has: the test gives a key instead. */
function variablesOf(provider: string): { keySet: string | undefined; [name: string]: string | undefined } {
  const lines = blockOf(sectionOf(PAGE, provider), 'sh').trimEnd().split('\n');
  const { JWT_JWKS_URL: keySet, ...variables } = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  return { keySet, ...variables };
}

function tokenOf(provider: string): JWTPayload {
  return JSON.parse(blockOf(sectionOf(PAGE, provider), 'json'));
}
