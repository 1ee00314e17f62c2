import { KeyObject } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { JwtAuthConfig } from '../../src/identity/auth-config.ts';
import { createIdentify } from '../../src/identity/identify.ts';
import type { Caller } from '../../src/identity/viewer.ts';
import { startServer } from '../hosts/loopback-server.ts';
import { requestWith } from './requests.ts';

export const NOW_MS = Date.UTC(2026, 1, 3);
export const HOUR_MS = 60 * 60_000;

/** A key of an identity provider: what the key set shows of it, and tokens that it has signed. */
export async function createKey(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA');
  const jwk: unknown = { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' };
  return {
    jwk,
    publicKey: KeyObject.from(publicKey),
    /** For `ana` of `acme`, good for an hour; `claims` add to it. */
    sign(claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
      const payload = { iss: 'https://id.example', aud: 'dbt-metadata', sub: 'ana', tenant: 'acme' };
      return new SignJWT({ ...payload, exp: (NOW_MS + HOUR_MS) / 1000, ...claims } as JWTPayload)
        .setProtectedHeader({ alg: 'EdDSA', kid })
        .sign(privateKey);
    },
  };
}

/** An identity provider over HTTP that shows one key, who asks it, and a clock to turn. */
export async function startProvider(overrides: Partial<JwtAuthConfig> = {}) {
  const key = await createKey('one');
  const provider = {
    status: 200,
    keys: [key.jwk] as readonly unknown[],
    fetches: 0,
    held: Promise.resolve(),
  };
  const { origin } = await startServer(async (_, response) => {
    provider.fetches += 1;
    await provider.held;
    response.writeHead(provider.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ keys: provider.keys }));
  });
  const clock = { nowMs: NOW_MS };
  const config: JwtAuthConfig = {
    mode: 'jwt',
    keys: { kind: 'jwks', url: new URL(`${origin}/jwks.json`) },
    issuer: 'https://id.example',
    audience: 'dbt-metadata',
    gatewaySecrets: null,
    tenantClaim: 'tenant',
    scopeClaim: 'scope',
    adminScope: 'dbt:admin',
    ...overrides,
  };
  const identify = createIdentify(config, { now: () => clock.nowMs });
  return {
    provider,
    clock,
    key,
    call: (token: string, ...headers: readonly (readonly [string, string])[]): Caller | Promise<Caller> =>
      identify(requestWith(['authorization', `Bearer ${token}`], ...headers)),
  };
}
