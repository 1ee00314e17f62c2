import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createVerifiedTokens } from '../../src/identity/verified-tokens.ts';
import type { Caller } from '../../src/identity/viewer.ts';
import { createKey, HOUR_MS, NOW_MS, startProvider } from './provider.ts';

const ACME = { tenant: 'acme', userId: 'ana', isAdmin: false };
const REFUSED = { anonymous: true, reason: 'The token is not valid.' };

/** A remembered token is answered at once; a check of one is a promise. */
function isRemembered(caller: Caller | Promise<Caller>): boolean {
  return !(caller instanceof Promise);
}

beforeEach(() => {
  // jose dates its key set by the clock of the process.
  vi.useFakeTimers({ toFake: ['Date'], now: NOW_MS });
});

afterEach(() => {
  vi.useRealTimers();
});

/** `turn` moves the injected clock and that of the process together. */
async function start(overrides: Parameters<typeof startProvider>[0] = {}) {
  const provider = await startProvider(overrides);
  return {
    ...provider,
    turn(ms: number) {
      provider.clock.nowMs += ms;
      vi.setSystemTime(provider.clock.nowMs);
    },
  };
}

describe('a verified token', () => {
  it('is checked again after a minute, and not before', async () => {
    const { key, call, turn } = await start();
    const token = await key.sign();
    expect(isRemembered(call(token))).toBe(false);
    const viewer = await call(token);
    expect(viewer).toEqual(ACME);
    for (const stepMs of [0, 1, 59_998]) {
      turn(stepMs);
      expect(call(token)).toBe(viewer);
    }
    turn(1);
    const again = call(token);
    expect(isRemembered(again)).toBe(false);
    expect(await again).toEqual(ACME);
    expect(isRemembered(call(token))).toBe(true);
  });

  it('is remembered until it expires, and checked each time in the seconds of tolerance after it', async () => {
    const { key, call, turn } = await start();
    const token = await key.sign({ exp: NOW_MS / 1000 + 30 });
    await call(token);
    turn(29_999);
    expect(isRemembered(call(token))).toBe(true);
    for (const stepMs of [1, 0, 4_999]) {
      turn(stepMs);
      const caller = call(token);
      expect(isRemembered(caller)).toBe(false);
      expect(await caller).toEqual(ACME);
    }
    turn(1);
    expect(await call(token)).toMatchObject({ anonymous: true, reason: 'The token has expired.' });
  });

  it('is checked anew when the clock was set back: it may not be valid yet', async () => {
    const key = await createKey('one');
    const { call, turn } = await start({ keys: { kind: 'public-key', key: key.publicKey } });
    const token = await key.sign({ nbf: NOW_MS / 1000 });
    expect(await call(token)).toEqual(ACME);
    turn(-1);
    expect(isRemembered(call(token))).toBe(false);
    turn(-HOUR_MS);
    expect(await call(token)).toMatchObject({ reason: 'The token is not valid yet.' });
  });

  it('speaks for its own tenant, user and scopes alone, however tokens alternate', async () => {
    const { key, call } = await start();
    const tokens = [
      [await key.sign(), ACME],
      [await key.sign({ scope: 'dbt:admin' }), { ...ACME, isAdmin: true }],
      [await key.sign({ tenant: 'rival', sub: 'bob' }), { tenant: 'rival', userId: 'bob', isAdmin: false }],
    ] as const;
    for (let round = 0; round < 3; round += 1) {
      for (const [token, viewer] of tokens) expect(await call(token)).toEqual(viewer);
    }
    for (const [token] of tokens) expect(isRemembered(call(token))).toBe(true);
  });

  it('does not vouch for the same claims with another signature', async () => {
    const { key, call } = await start();
    const other = await createKey('one');
    const [token, forged] = [await key.sign(), await other.sign()];
    await call(token);
    expect(forged.split('.').slice(0, 2)).toEqual(token.split('.').slice(0, 2));
    for (let times = 0; times < 2; times += 1) expect(await call(forged)).toMatchObject(REFUSED);
    expect(await call(token)).toEqual(ACME);
  });

  it('does not stand for the gateway secret', async () => {
    const { key, call } = await start({ gatewaySecrets: ['a-secret-of-the-gateway'] });
    const token = await key.sign();
    const secret = ['x-gateway-secret', 'a-secret-of-the-gateway'] as const;
    await call(token, secret);
    expect(isRemembered(call(token, secret))).toBe(true);
    expect(call(token)).toMatchObject({ anonymous: true, blockedByGatewaySecret: true });
  });
});

describe('a refused token', () => {
  it('is checked each time, and accepted once it is valid', async () => {
    const { key, call, turn } = await start();
    const token = await key.sign({ nbf: NOW_MS / 1000 + 10 });
    expect(await call(token)).toMatchObject({ reason: 'The token is not valid yet.' });
    turn(5_000);
    expect(await call(token)).toEqual(ACME);
  });

  it('for its tenant is checked each time', async () => {
    const { key, call } = await start();
    const token = await key.sign({ tenant: ['acme'] });
    await call(token);
    const caller = call(token);
    expect(isRemembered(caller)).toBe(false);
    expect(await caller).toMatchObject({ reason: 'The tenant named by the token is not usable.' });
  });
});

describe('when the keys change', () => {
  it('a token of a withdrawn key is refused from the fetch that another token has caused', async () => {
    const { provider, key, call, turn } = await start();
    const next = await createKey('two');
    const [token, nextToken] = [await key.sign(), await next.sign()];
    await call(token);
    provider.keys = [next.jwk];
    turn(31_000);
    expect(isRemembered(call(token))).toBe(true);
    expect(await call(nextToken)).toEqual(ACME);
    expect(await call(token)).toMatchObject(REFUSED);
  });

  it('a token that was checked while they were fetched is checked again', async () => {
    const { provider, key, call, turn } = await start();
    const next = await createKey('two');
    const [known, late, nextToken] = [await key.sign(), await key.sign({ sub: 'bob' }), await next.sign()];
    await call(known);
    provider.keys = [next.jwk];
    turn(31_000);
    const { promise, resolve } = Promise.withResolvers<void>();
    provider.held = promise;
    const caller = call(nextToken);
    expect(await call(late)).toMatchObject({ userId: 'bob' });
    expect(isRemembered(call(late))).toBe(true);
    resolve();
    expect(await caller).toEqual(ACME);
    expect(await call(late)).toMatchObject(REFUSED);
  });

  it('a withdrawn key serves no longer than the key set is kept, not even a token checked a moment before', async () => {
    const { provider, key, call, turn } = await start();
    const [first, token] = [await key.sign(), await key.sign({ sub: 'bob' })];
    await call(first);
    provider.keys = [];
    turn(10 * 60_000 - 1);
    expect(await call(token)).toMatchObject({ userId: 'bob' });
    expect(isRemembered(call(token))).toBe(true);
    turn(1);
    expect(await call(token)).toMatchObject(REFUSED);
    expect(provider.fetches).toBe(2);
  });
});

it('of more than 4096 tokens those used last are remembered', () => {
  const keySet = {};
  const tokens = createVerifiedTokens({ now: () => NOW_MS, keySetInUse: () => keySet });
  const verified = { viewer: ACME, checkedAtMs: NOW_MS, expiresAtMs: NOW_MS + HOUR_MS, keySet };
  for (let index = 0; index < 4096; index += 1) tokens.remember(`token-${index}`, verified);
  expect(tokens.find('token-0')).toBe(ACME);
  tokens.remember('one-more', verified);
  expect(tokens.find('token-1')).toBeNull();
  for (const token of ['token-0', 'token-2', 'one-more']) expect(tokens.find(token)).toBe(ACME);
});
