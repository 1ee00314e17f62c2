import { createHmac, createPublicKey, type KeyObject } from 'node:crypto';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import type { JwtAuthConfig } from '../../src/identity/auth-config.ts';
import { createIdentify } from '../../src/identity/identify.ts';
import { startServer } from '../hosts/loopback-server.ts';
import { requestWith } from './requests.ts';

const NOW_MS = Date.UTC(2026, 1, 3);
const NOW = NOW_MS / 1000;
const CLAIMS = { iss: 'https://id.example', aud: 'dbt-metadata', exp: NOW + 60, sub: 'ana', tenant: 'acme' };

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
let pair: Pair;
let otherPair: Pair;
let pem: string;
let publicKey: KeyObject;

beforeAll(async () => {
  pair = await generateKeyPair('RS256');
  otherPair = await generateKeyPair('RS256');
  pem = await exportSPKI(pair.publicKey);
  publicKey = createPublicKey(pem);
});

function auth(overrides: Partial<JwtAuthConfig> = {}): JwtAuthConfig {
  return {
    mode: 'jwt',
    keys: { kind: 'public-key', key: publicKey },
    issuer: CLAIMS.iss,
    audience: CLAIMS.aud,
    gatewaySecrets: null,
    tenantClaim: 'tenant',
    scopeClaim: 'scope',
    adminScope: 'dbt:admin',
    ...overrides,
  };
}

function sign(claims: Record<string, unknown>, options: { kid?: string; alg?: string; key?: Pair } = {}) {
  const { kid, alg = 'RS256', key = pair } = options;
  return new SignJWT(claims as JWTPayload)
    .setProtectedHeader({ alg, ...(kid === undefined ? {} : { kid }) })
    .sign(key.privateKey);
}

function identify(token: string, overrides: Partial<JwtAuthConfig> = {}) {
  return createIdentify(auth(overrides), { now: () => NOW_MS })(
    requestWith(['Authorization', `Bearer ${token}`]),
  );
}

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

describe('a valid token', () => {
  it.each([
    ['no scope', {}, false],
    ['the admin scope alone', { scope: 'dbt:admin' }, true],
    ['the admin scope among others', { scope: 'read  dbt:admin\twrite' }, true],
    ['a list of scopes', { scope: ['read', 'dbt:admin'] }, true],
    ['a list item with a blank', { scope: ['read dbt:admin'] }, false],
    ['another case', { scope: 'DBT:ADMIN' }, false],
    ['a longer scope', { scope: 'dbt:admins' }, false],
    ['a part of it', { scope: 'dbt' }, false],
    ['commas', { scope: 'read,dbt:admin' }, false],
    ['an object', { scope: { 'dbt:admin': true } }, false],
    ['a number', { scope: 1 }, false],
    ['the right scope in the wrong claim', { scp: 'dbt:admin' }, false],
  ])('with %s', async (_, claims, isAdmin) => {
    const token = await sign({ ...CLAIMS, ...claims });
    expect(await identify(token)).toEqual({ tenant: 'acme', userId: 'ana', isAdmin });
  });

  it('belongs to the default tenant when it names none', async () => {
    const { tenant: _, sub: __, ...claims } = CLAIMS;
    expect(await identify(await sign(claims))).toEqual({ tenant: 'default', userId: null, isAdmin: false });
  });

  it('is read by the configured claim names, URLs included', async () => {
    const token = await sign({ ...CLAIMS, 'https://acme.example/org': 'acme-2', permissions: ['admin'] });
    const overrides = {
      tenantClaim: 'https://acme.example/org',
      scopeClaim: 'permissions',
      adminScope: 'admin',
    };
    expect(await identify(token, overrides)).toEqual({ tenant: 'acme-2', userId: 'ana', isAdmin: true });
  });

  it.each(['constructor', '__proto__', 'toString'])('finds no inherited claim %s', async (tenantClaim) => {
    expect(await identify(await sign(CLAIMS), { tenantClaim, scopeClaim: tenantClaim })).toMatchObject({
      tenant: 'default',
      isAdmin: false,
    });
  });

  it.each([
    ['a list', ['acme']],
    ['a number', 7],
    ['null', null],
    ['an object', { toString: 'acme' }],
    ['empty', ''],
    ['blank', '  '],
    ['too long', 'a'.repeat(201)],
    ['with a line break', 'acme\nother'],
  ])('whose tenant is %s is refused', async (_, tenant) => {
    expect(await identify(await sign({ ...CLAIMS, tenant }))).toEqual({
      anonymous: true,
      kind: 'unusable_identity',
      reason: 'The tenant named by the token is not usable.',
      blockedByGatewaySecret: false,
    });
  });

  it('takes nothing from identity headers', async () => {
    const request = requestWith(
      ['authorization', `Bearer ${await sign(CLAIMS)}`],
      ['x-tenant-id', 'other'],
      ['x-user-id', 'root'],
      ['x-user-scopes', 'dbt:admin'],
    );
    expect(await createIdentify(auth(), { now: () => NOW_MS })(request)).toEqual({
      tenant: 'acme',
      userId: 'ana',
      isAdmin: false,
    });
  });
});

describe('a token is refused', () => {
  const FORGED = 'The token is not valid.';
  it.each<[string, () => Promise<string> | string, string]>([
    ['expired', () => sign({ ...CLAIMS, exp: NOW - 6 }), 'The token has expired.'],
    [
      'without expiry',
      () => sign({ ...CLAIMS, exp: undefined }),
      'The token has no usable expiry time, which is required.',
    ],
    [
      'with a text for expiry',
      () => sign({ ...CLAIMS, exp: 'never' }),
      'The token has no usable expiry time, which is required.',
    ],
    ['from the future', () => sign({ ...CLAIMS, nbf: NOW + 60 }), 'The token is not valid yet.'],
    [
      'of another issuer',
      () => sign({ ...CLAIMS, iss: 'https://evil.example' }),
      'The token comes from another issuer than the one configured here.',
    ],
    [
      'without issuer',
      () => sign({ ...CLAIMS, iss: undefined }),
      'The token comes from another issuer than the one configured here.',
    ],
    [
      'for another audience',
      () => sign({ ...CLAIMS, aud: 'billing' }),
      'The token was made for another audience.',
    ],
    [
      'without audience',
      () => sign({ ...CLAIMS, aud: undefined }),
      'The token was made for another audience.',
    ],
    ['signed by another key', () => sign(CLAIMS, { key: otherPair }), FORGED],
    ['with alg none', () => `${encode({ alg: 'none' })}.${encode(CLAIMS)}.`, FORGED],
    ['with alg None', () => `${encode({ alg: 'None' })}.${encode(CLAIMS)}.`, FORGED],
    ['with the public key as an HMAC secret', () => hmacSigned('HS256', pem), FORGED],
    ['with an empty HMAC secret', () => hmacSigned('HS256', ''), FORGED],
    [
      'with the algorithm of another kind of key',
      async () => {
        const [, payload, signature] = (await sign(CLAIMS)).split('.');
        return `${encode({ alg: 'ES256' })}.${payload}.${signature}`;
      },
      FORGED,
    ],
    [
      'with other claims under an old signature',
      async () => {
        const [header, , signature] = (await sign(CLAIMS)).split('.');
        return `${header}.${encode({ ...CLAIMS, tenant: 'other' })}.${signature}`;
      },
      FORGED,
    ],
    [
      'with an unknown critical header',
      () => `${encode({ alg: 'RS256', crit: ['x'], x: 1 })}.${encode(CLAIMS)}.AA`,
      FORGED,
    ],
    [
      'that brings its own key',
      () => `${encode({ alg: 'RS256', jwk: {}, jku: 'https://evil.example' })}.${encode(CLAIMS)}.AA`,
      FORGED,
    ],
    ['that is no token', () => 'abc', FORGED],
    ['of three empty parts', () => '..', FORGED],
  ])('%s', async (_, make, reason) => {
    const kind = reason === 'The token has expired.' ? 'token_expired' : 'token_invalid';
    expect(await identify(await make())).toEqual({
      anonymous: true,
      kind,
      reason,
      blockedByGatewaySecret: false,
    });
  });

  it('one second over, within the tolerance for clocks, is still accepted', async () => {
    expect(await identify(await sign({ ...CLAIMS, exp: NOW - 1 }))).toMatchObject({ tenant: 'acme' });
  });

  it.each([
    ['', 'A bearer token is required in the authorization header.'],
    ['Basic YTpi', 'The authorization header holds no bearer token.'],
    ['Bearer', 'The authorization header holds no bearer token.'],
    ['Bearer a b', 'The authorization header holds no bearer token.'],
  ])('in an authorization header of %j', async (value, reason) => {
    const request = requestWith(['authorization', value]);
    expect(await createIdentify(auth())(request)).toMatchObject({
      anonymous: true,
      kind: 'no_token',
      reason,
    });
  });

  it('when it is sent twice', async () => {
    const token = await sign(CLAIMS);
    const request = requestWith(['authorization', `Bearer ${token}`], ['Authorization', `Bearer ${token}`]);
    expect(await createIdentify(auth(), { now: () => NOW_MS })(request)).toEqual({
      anonymous: true,
      kind: 'duplicate_header',
      reason: 'The authorization header was sent more than once.',
      blockedByGatewaySecret: true,
    });
  });

  function hmacSigned(alg: string, secret: string): string {
    const input = `${encode({ alg })}.${encode(CLAIMS)}`;
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
  }
});

describe('behind a gateway secret', () => {
  const secret = 'a-secret-of-the-gateway';

  it('asks for the secret first', async () => {
    const who = createIdentify(auth({ gatewaySecrets: [secret] }), { now: () => NOW_MS });
    const bearer = ['authorization', `Bearer ${await sign(CLAIMS)}`] as const;
    expect(await who(requestWith(bearer))).toMatchObject({ anonymous: true, blockedByGatewaySecret: true });
    expect(await who(requestWith(bearer, ['x-gateway-secret', 'wrong']))).toMatchObject({
      blockedByGatewaySecret: true,
    });
    expect(await who(requestWith(bearer, ['x-gateway-secret', secret]))).toMatchObject({ tenant: 'acme' });
    expect(await who(requestWith(['x-gateway-secret', secret]))).toMatchObject({
      anonymous: true,
      blockedByGatewaySecret: false,
    });
  });
});

describe('a key set', () => {
  async function startKeySet(state: { status: number; keys: readonly unknown[]; fetches: number }) {
    const { origin } = await startServer((_, response) => {
      state.fetches += 1;
      response.writeHead(state.status, {
        'content-type': 'application/json',
        location: 'http://127.0.0.1:1/',
      });
      response.end(JSON.stringify({ keys: state.keys }));
    });
    return { kind: 'jwks', url: new URL(`${origin}/jwks.json`) } as const;
  }

  async function jwk(key: Pair, kid: string) {
    return { ...(await exportJWK(key.publicKey)), kid, alg: 'RS256', use: 'sig' };
  }

  it('is fetched once, for many tokens at the same time', async () => {
    const state = { status: 200, keys: [await jwk(pair, 'one')], fetches: 0 };
    const who = createIdentify(auth({ keys: await startKeySet(state) }), { now: () => NOW_MS });
    const request = requestWith(['authorization', `Bearer ${await sign(CLAIMS, { kid: 'one' })}`]);
    const callers = await Promise.all([who(request), who(request), who(request)]);
    expect(callers.every((caller) => 'tenant' in caller)).toBe(true);
    expect(await who(request)).toMatchObject({ tenant: 'acme' });
    expect(state.fetches).toBe(1);
  });

  it('is not fetched again for every token with an unknown key id', async () => {
    const state = { status: 200, keys: [await jwk(pair, 'one')], fetches: 0 };
    const who = createIdentify(auth({ keys: await startKeySet(state) }), { now: () => NOW_MS });
    for (const kid of ['two', 'three', 'four']) {
      const token = await sign(CLAIMS, { kid, key: otherPair });
      expect(await who(requestWith(['authorization', `Bearer ${token}`]))).toMatchObject({
        reason: 'The token is not valid.',
      });
    }
    expect(state.fetches).toBe(1);
  });

  it.each([
    ['fails', 500],
    ['is missing', 404],
    ['redirects', 302],
  ])('that %s is trouble of its own, and left alone for a while', async (_, status) => {
    const state = { status, keys: [await jwk(pair, 'one')], fetches: 0 };
    const troubles: unknown[] = [];
    let nowMs = NOW_MS;
    const who = createIdentify(auth({ keys: await startKeySet(state) }), {
      now: () => nowMs,
      onKeysUnavailable: (cause) => troubles.push(cause),
    });
    const request = requestWith(['authorization', `Bearer ${await sign(CLAIMS, { kid: 'one' })}`]);
    for (let call = 0; call < 3; call += 1) {
      expect(await who(request)).toMatchObject({
        reason: 'Tokens cannot be checked at the moment. Try again later.',
      });
    }
    expect({ troubles: troubles.length, fetches: state.fetches }).toEqual({ troubles: 3, fetches: 1 });

    state.status = 200;
    nowMs += 5000;
    expect(await who(request)).toMatchObject({ tenant: 'acme' });
  });

  it('that is no key set counts as failing too', async () => {
    const { origin } = await startServer((_, response) => response.end('<html>'));
    const keys = { kind: 'jwks', url: new URL(origin) } as const;
    const who = createIdentify(auth({ keys }), { now: () => NOW_MS });
    const request = requestWith(['authorization', `Bearer ${await sign(CLAIMS, { kid: 'one' })}`]);
    expect(await who(request)).toMatchObject({
      reason: 'Tokens cannot be checked at the moment. Try again later.',
    });
  });

  it('does not lend its public keys to HMAC', async () => {
    const state = { status: 200, keys: [await jwk(pair, 'one')], fetches: 0 };
    const who = createIdentify(auth({ keys: await startKeySet(state) }), { now: () => NOW_MS });
    const input = `${encode({ alg: 'HS256', kid: 'one' })}.${encode(CLAIMS)}`;
    const token = `${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`;
    expect(await who(requestWith(['authorization', `Bearer ${token}`]))).toMatchObject({ anonymous: true });
  });
});
