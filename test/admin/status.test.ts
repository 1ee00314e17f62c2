import { expect, it } from 'vitest';
import { createClock } from '../integrations/builders.ts';
import { adminOf, readTable, startDiscovery, startGraph } from './support.ts';

const TOKEN = 'dbtc_the-only-token-0001';
const NEXT_TOKEN = 'dbtc_the-next-token-0002';
const DAY_MS = 24 * 60 * 60_000;

async function start() {
  const dbt = await startDiscovery({
    tokens: [TOKEN, NEXT_TOKEN].map((token) => ({ token, permission: 'full' })),
  });
  const clock = createClock();
  const graph = await startGraph({ DBT_ALLOWED_HOSTS: dbt.adminUrl }, clock.now);
  const admin = adminOf(graph);
  await admin.configure({ apiHost: dbt.adminUrl, serviceToken: TOKEN, environmentIds: ['834'] });
  return { dbt, clock, graph, admin };
}

it('a token that was revoked shows within one read of dbt; what is remembered is still served', async () => {
  const { dbt, clock, graph, admin } = await start();
  const warm = await readTable(graph);
  dbt.switchboard.set({ status: 401 });
  clock.advance(15 * 60_000);

  expect(await readTable(graph)).toEqual(warm);
  await expect.poll(async () => (await admin.get()).status).toBe('TOKEN_REJECTED');
  const { lastFailure, lastSucceededAt, serviceToken } = await admin.get();
  expect(lastFailure).toEqual({
    code: 'DBT_TOKEN_REJECTED',
    message: `${new URL(dbt.adminUrl).host} rejects the service token.`,
    at: '2026-03-01T12:15:00.000Z',
  });
  expect(lastSucceededAt).toBe('2026-03-01T12:00:00.000Z');
  expect(serviceToken.lastUsedAt).toBe('2026-03-01T12:15:00.000Z');

  clock.advance(DAY_MS);
  expect(await readTable(graph)).toMatchObject({
    dbtDescription: null,
    status: 'UNAVAILABLE',
    codes: ['DBT_TOKEN_REJECTED'],
  });
  dbt.switchboard.reset();
  await admin.rotate(NEXT_TOKEN);
  expect(await admin.get()).toMatchObject({ status: 'CONNECTED', lastFailure: null });
  expect(await readTable(graph)).toMatchObject({ status: 'EXACT', codes: [] });
});

it('a token that was revoked shows as soon as dbt is asked for changes, and no more once dbt takes it again', async () => {
  const { dbt, clock, graph, admin } = await start();
  const warm = await readTable(graph);
  dbt.switchboard.set({ status: 401 });
  clock.advance(31_000);
  expect(await readTable(graph)).toEqual(warm);
  await expect.poll(async () => (await admin.get()).status).toBe('TOKEN_REJECTED');
  dbt.switchboard.reset();
  clock.advance(31_000);
  expect(await readTable(graph)).toEqual(warm);
  await expect.poll(async () => (await admin.get()).status).toBe('CONNECTED');
});

it('a token that was revoked before anything was read leaves nothing to serve', async () => {
  const { dbt, graph, admin } = await start();
  dbt.switchboard.set({ status: 401 });
  expect(await readTable(graph)).toMatchObject({ status: 'UNAVAILABLE', codes: ['DBT_TOKEN_REJECTED'] });
  expect(await admin.get()).toMatchObject({
    status: 'TOKEN_REJECTED',
    lastFailure: { code: 'DBT_TOKEN_REJECTED' },
  });
});

it('a rate limit shows until when, keeps dbt from being asked, and ends by itself', async () => {
  const { dbt, clock, graph, admin } = await start();
  dbt.switchboard.set({ rateLimit: { retryAfterSeconds: 120 } });
  expect(await readTable(graph)).toMatchObject({ status: 'UNAVAILABLE', codes: ['DBT_RATE_LIMITED'] });
  const limited = {
    status: 'RATE_LIMITED',
    rateLimitedUntil: '2026-03-01T12:02:00.000Z',
    lastFailure: { code: 'DBT_RATE_LIMITED' },
  };
  expect(await admin.get()).toMatchObject(limited);

  dbt.requests.clear();
  clock.advance(119_000);
  expect(await readTable(graph)).toMatchObject({ codes: ['DBT_RATE_LIMITED'] });
  expect(dbt.requests.all()).toEqual([]);
  expect(await admin.get()).toMatchObject(limited);

  dbt.switchboard.reset();
  clock.advance(1000);
  expect(await admin.get()).toMatchObject({ status: 'CONNECTED', rateLimitedUntil: null });
  expect(await readTable(graph)).toMatchObject({ status: 'EXACT', codes: [] });
  expect(await admin.get()).toMatchObject({
    status: 'CONNECTED',
    lastSucceededAt: '2026-03-01T12:02:00.000Z',
    lastFailure: { code: 'DBT_RATE_LIMITED' },
  });
});

it.each([
  ['failures of its own', { status: 503 }, 'DBT_UNREACHABLE'],
  ['the page of a proxy', { html: true }, 'DBT_RESPONSE_INVALID'],
])('%s read as UNREACHABLE, and as CONNECTED once dbt is back', async (_, faults, code) => {
  const { dbt, graph, admin } = await start();
  dbt.switchboard.set(faults);
  expect(await readTable(graph)).toMatchObject({ status: 'UNAVAILABLE', codes: [code] });
  expect(await admin.get()).toMatchObject({ status: 'UNREACHABLE', lastFailure: { code } });
  dbt.switchboard.reset();
  expect(await readTable(graph)).toMatchObject({ status: 'EXACT', codes: [] });
  expect(await admin.get()).toMatchObject({ status: 'CONNECTED', lastFailure: { code } });
});
