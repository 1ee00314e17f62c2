import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, it } from 'vitest';
import type { JwtAuthConfig } from '../../src/identity/auth-config.ts';
import { createIdentify } from '../../src/identity/identify.ts';
import { startServer } from '../hosts/loopback-server.ts';
import { requestWith } from './requests.ts';

const NOW_MS = Date.UTC(2026, 1, 3);
const HOUR_MS = 60 * 60_000;

/** An identity provider over HTTP, a caller with a token of its key `one`, and a clock to turn. */
async function start() {
  const pair = await generateKeyPair('RS256');
  const one = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  const provider = { status: 200, keys: [one] as readonly unknown[], fetches: 0 };
  const { origin } = await startServer((_, response) => {
    provider.fetches += 1;
    response.writeHead(provider.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ keys: provider.keys }));
  });
  const config: JwtAuthConfig = {
    mode: 'jwt',
    keys: { kind: 'jwks', url: new URL(`${origin}/jwks.json`) },
    issuer: 'https://id.example',
    audience: 'dbt-metadata',
    gatewaySecrets: null,
    tenantClaim: 'tenant',
    scopeClaim: 'scope',
    adminScope: 'dbt:admin',
  };
  const clock = { nowMs: NOW_MS };
  const identify = createIdentify(config, { clock: () => clock.nowMs });
  const token = await new SignJWT({ tenant: 'acme', sub: 'ana' })
    .setProtectedHeader({ alg: 'RS256', kid: 'one' })
    .setIssuer(config.issuer)
    .setAudience(config.audience)
    .setExpirationTime(NOW_MS / 1000 + 60)
    .sign(pair.privateKey);
  return { provider, clock, call: () => identify(requestWith(['authorization', `Bearer ${token}`])) };
}

const KNOWN = { tenant: 'acme' };

it('a clock set back an hour does not keep a key set that has failed from being fetched', async () => {
  const { provider, clock, call } = await start();
  provider.status = 500;
  for (let times = 0; times < 3; times++) expect(await call()).toMatchObject({ anonymous: true });
  expect(provider.fetches).toBe(1);
  provider.status = 200;
  clock.nowMs -= HOUR_MS;
  expect(await call()).toMatchObject(KNOWN);
});

it('a clock set back an hour does not keep withdrawn keys in use for that hour', async () => {
  const { provider, clock, call } = await start();
  expect(await call()).toMatchObject(KNOWN);
  provider.keys = [];
  clock.nowMs -= HOUR_MS;
  expect(await call()).toMatchObject({ reason: 'The token is not valid.' });
  expect(provider.fetches).toBe(2);
  expect(await call()).toMatchObject({ reason: 'The token is not valid.' });
  expect(provider.fetches).toBe(2);
});

it('after a clock was set back the known keys serve on while they cannot be fetched, and are not asked for each time', async () => {
  const { provider, clock, call } = await start();
  await call();
  provider.status = 500;
  clock.nowMs -= HOUR_MS;
  for (let times = 0; times < 5; times++) expect(await call()).toMatchObject(KNOWN);
  expect(provider.fetches).toBe(2);
  clock.nowMs += 5000;
  provider.status = 200;
  provider.keys = [];
  expect(await call()).toMatchObject({ anonymous: true });
});
