import { expect, it } from 'vitest';
import { HOUR_MS, startProvider } from './provider.ts';

/** A caller with one token of the provider's key. */
async function start() {
  const { provider, clock, key, call } = await startProvider();
  const token = await key.sign();
  return { provider, clock, call: () => call(token) };
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
