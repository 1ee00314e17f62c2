import { describe, expect, it } from 'vitest';
import { createIdentify } from '../../src/identity/identify.ts';
import { requestWith } from './requests.ts';

const SECRET = 'the-secret-of-the-gateway';
const NEXT_SECRET = 'the-next-secret-of-the-gateway';
const identify = createIdentify({
  mode: 'gateway',
  gatewaySecrets: [SECRET, NEXT_SECRET],
  adminScope: 'dbt:admin',
});
const withSecret = ['x-gateway-secret', SECRET] as const;

describe('gateway mode', () => {
  it.each([
    [
      'everything',
      [
        ['x-tenant-id', 'acme'],
        ['x-user-id', 'ana'],
        ['x-user-scopes', 'read dbt:admin'],
      ],
      { tenant: 'acme', userId: 'ana', isAdmin: true },
    ],
    ['no tenant', [['x-user-id', 'ana']], { tenant: 'default', userId: 'ana', isAdmin: false }],
    ['nothing', [], { tenant: 'default', userId: null, isAdmin: false }],
    [
      'scopes in another case',
      [['x-user-scopes', 'DBT:admin']],
      { tenant: 'default', userId: null, isAdmin: false },
    ],
    [
      'scopes with commas',
      [['x-user-scopes', 'read,dbt:admin']],
      { tenant: 'default', userId: null, isAdmin: false },
    ],
  ] as const)('with %s', async (_, headers, viewer) => {
    expect(await identify(requestWith(withSecret, ...headers))).toEqual(viewer);
    expect(await identify(requestWith(['X-Gateway-Secret', NEXT_SECRET], ...headers))).toEqual(viewer);
  });

  it.each([
    ['no secret', []],
    ['an empty one', [['x-gateway-secret', '']]],
    ['a wrong one', [['x-gateway-secret', `${SECRET}x`]]],
    ['the beginning of it', [['x-gateway-secret', SECRET.slice(0, -1)]]],
    ['both at once', [['x-gateway-secret', `${SECRET},${NEXT_SECRET}`]]],
  ] as const)('refuses spoofed identity with %s', async (_, headers) => {
    const caller = await identify(
      requestWith(...headers, ['x-tenant-id', 'acme'], ['x-user-scopes', 'dbt:admin']),
    );
    expect(caller).toEqual({
      anonymous: true,
      kind: 'gateway_secret',
      reason: 'This server answers calls of its gateway only (see x-gateway-secret).',
      blockedByGatewaySecret: true,
    });
  });

  it.each(['x-gateway-secret', 'x-tenant-id', 'x-user-id', 'x-user-scopes', 'authorization'])(
    'refuses %s sent twice, in any case',
    async (name) => {
      const rest = name === 'x-gateway-secret' ? [] : [withSecret];
      const caller = await identify(requestWith(...rest, [name, SECRET], [name.toUpperCase(), SECRET]));
      expect(caller).toMatchObject({
        anonymous: true,
        reason: `The ${name} header was sent more than once.`,
      });
    },
  );

  it.each([
    ['x-tenant-id', 'a'.repeat(201)],
    ['x-tenant-id', 'a\u0000b'],
    ['x-user-id', 'a'.repeat(256)],
    ['x-user-id', 'a\u007fb'],
  ])('refuses an unusable %s', async (name, value) => {
    const caller = await identify(requestWith(withSecret, [name, value]));
    expect(caller).toMatchObject({ anonymous: true, reason: expect.stringContaining(name) });
  });
});

describe('no authentication', () => {
  const open = createIdentify({ mode: 'none', host: '127.0.0.1' });

  it.each(['localhost', 'LOCALHOST:4001', '127.0.0.1:4001', '127.0.0.2', '[::1]:4001', '[::1]'])(
    'lets a caller at %s be the admin, whatever the headers say',
    async (host) => {
      const request = requestWith(
        ['host', host],
        ['x-tenant-id', 'acme'],
        ['x-tenant-id', 'b'],
        ['x-user-id', 'ana'],
      );
      expect(await open(request)).toEqual({ tenant: 'default', userId: null, isAdmin: true });
    },
  );

  it('answers to the configured name', async () => {
    const named = createIdentify({ mode: 'none', host: 'Dev-Box' });
    expect(await named(requestWith(['host', 'dev-box:4001']))).toMatchObject({ isAdmin: true });
  });

  it.each([
    'evil.example',
    'evil.example:4001',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1',
    'user@localhost',
    'localhost:x',
    '',
  ])('refuses a page that reached it as %j', async (host) => {
    expect(await open(requestWith(['host', host]))).toEqual({
      anonymous: true,
      kind: 'foreign_host',
      reason: 'This server answers to its own name only (see the Host header).',
      blockedByGatewaySecret: true,
    });
  });

  it('refuses two Host headers', async () => {
    expect(await open(requestWith(['host', 'localhost'], ['Host', 'localhost']))).toMatchObject({
      anonymous: true,
    });
  });
});
