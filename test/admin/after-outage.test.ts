import { expect, it } from 'vitest';
import { createClock } from '../integrations/builders.ts';
import { TOKEN } from '../verify/verify.ts';
import { adminOf, readTable, startDiscovery, startGraph } from './support.ts';

/** dbt and a graph that is connected to it and has read nothing yet. */
async function start() {
  const dbt = await startDiscovery({ tokens: [{ token: TOKEN, permission: 'full' }] });
  const clock = createClock();
  const graph = await startGraph({ DBT_ALLOWED_HOSTS: dbt.adminUrl }, clock.now);
  const admin = adminOf(graph);
  const input = { apiHost: dbt.adminUrl, serviceToken: TOKEN, environmentIds: ['834'] };
  expect((await admin.configure(input)).userErrors).toEqual([]);
  return { dbt, clock, graph, admin, input };
}

/** Read in vain until dbt is left alone. */
async function fail({ dbt, graph }: Awaited<ReturnType<typeof start>>) {
  dbt.switchboard.set({ status: 503, only: 'discovery' });
  for (let times = 0; times < 5; times++)
    expect(await readTable(graph)).toMatchObject({ codes: ['DBT_UNREACHABLE'] });
  dbt.switchboard.reset();
  dbt.requests.clear();
  expect(await readTable(graph)).toMatchObject({ codes: ['DBT_UNREACHABLE'] });
  expect(dbt.requests.discovery()).toEqual([]);
}

it.each(['verify', 'configure', 'rotate'] as const)(
  'after an outage a %s that succeeds lets readers through at once',
  async (change) => {
    const started = await start();
    const { graph, admin, input } = started;
    await fail(started);
    const { userErrors } = change === 'rotate' ? await admin.rotate(TOKEN) : await admin[change](input);
    expect(userErrors).toEqual([]);
    expect(await readTable(graph)).toMatchObject({ status: 'EXACT', codes: [] });
  },
);

it('after an outage a verification that fails leaves readers away', async () => {
  const started = await start();
  const { dbt, graph, admin, input } = started;
  await fail(started);
  dbt.switchboard.set({ status: 503, only: 'discovery' });
  expect((await admin.verify(input)).userErrors).toMatchObject([{ code: 'HOST_UNREACHABLE' }]);
  dbt.switchboard.reset();
  expect(await readTable(graph)).toMatchObject({ codes: ['DBT_UNREACHABLE'] });
});

it('a rate limit is not ended by saving anew: the admin is told how long it takes, and dbt is not asked', async () => {
  const { dbt, clock, graph, admin, input } = await start();
  dbt.switchboard.set({ rateLimit: { retryAfterSeconds: 60 }, only: 'discovery' });
  expect(await readTable(graph)).toMatchObject({ codes: ['DBT_RATE_LIMITED'] });
  dbt.switchboard.reset();
  dbt.requests.clear();
  clock.advance(20_000);
  const refused = {
    code: 'RATE_LIMITED',
    message: 'dbt has had too many requests with this token. Try again in 40 seconds.',
  };
  expect(await admin.configure(input)).toMatchObject({ integration: null, userErrors: [refused] });
  expect(await admin.rotate(TOKEN)).toMatchObject({ integration: null, userErrors: [refused] });
  expect(await readTable(graph)).toMatchObject({ codes: ['DBT_RATE_LIMITED'] });
  expect(dbt.requests.all()).toEqual([]);
  clock.advance(40_000);
  expect((await admin.configure(input)).userErrors).toEqual([]);
  expect(await readTable(graph)).toMatchObject({ status: 'EXACT', codes: [] });
});
