import { expect, test } from 'vitest';
import { expectEachOnce, PAGES, SLOWLY, startReading, TABLE } from './index-jobs-fixture.ts';

/** Callers who may not wait. */
const HASTY = { env: { DBT_DEADLINE_MS: '100' } };

test('a page of the index that dbt refuses five times is asked again; the pages before it are not', async () => {
  await using system = await startReading(HASTY);
  await system.begin();
  await system.reached(30);
  system.discovery.switchboard.set({ status: 503 });
  await expect.poll(() => system.failed().length, { interval: 1 }).toBeGreaterThanOrEqual(5);
  system.discovery.switchboard.set(SLOWLY);
  await expect.poll(async () => (await system.one.page(TABLE)).statuses).toEqual(['EXACT']);
  expectEachOnce(system.answered());
  expect(new Set(system.failed()).size).toBe(1);
});

test('dbt answers 429 in the middle of a first read: callers are told, and no page is asked twice', async () => {
  await using system = await startReading();
  await system.begin();
  await system.reached(30);
  system.discovery.switchboard.set({ rateLimit: { retryAfterSeconds: 120 } });
  await expect.poll(() => system.failed().length).toBe(1);
  const pages = system.answered().length;
  for (let times = 0; times < 3; times++)
    expect((await system.one.page(TABLE)).codes).toEqual(['DBT_RATE_LIMITED']);
  system.discovery.switchboard.set(SLOWLY);
  system.clock.turn(119_000);
  expect((await system.one.page(TABLE)).codes).toEqual(['DBT_RATE_LIMITED']);
  expect(system.answered()).toHaveLength(pages);
  expect(system.failed()).toHaveLength(1);
  system.clock.turn(1000);
  expect((await system.one.page(TABLE)).statuses).toEqual(['EXACT']);
  expectEachOnce(system.answered());
});

test('the own budget runs out in the middle of a first read: it waits for room and goes on', async () => {
  await using system = await startReading({ env: { DBT_REQUESTS_PER_MINUTE: '40' } });
  const readOn = async () => {
    system.clock.turn(121_000);
    return (await system.one.page(TABLE)).statuses;
  };
  await system.begin();
  await expect.poll(async () => (await system.one.page(TABLE)).codes).toEqual(['DBT_RATE_LIMITED']);
  await expect.poll(readOn).toEqual(['EXACT']);
  expectEachOnce(system.answered());
  expect(system.failed()).toEqual([]);
});

test('a caller whose time is over learns how much of the index is read; the read goes on', async () => {
  await using system = await startReading(HASTY);
  await system.begin();
  const pages = await system.stopAt(40);
  const { statuses, codes, tables } = await system.one.page(TABLE);
  expect([statuses, codes]).toEqual([['UNAVAILABLE'], ['DBT_INDEX_LOADING']]);
  // Two of two hundred models a page.
  expect(tables[0].dbt.match.reason).toContain(`about ${pages} % of environment 834 is read`);
});

test('a caller for whom not even one page has come is told so', async () => {
  await using system = await startReading(HASTY);
  await system.begin({ maxRows: 2, latencyMs: 2000 });
  const { codes, tables } = await system.one.page(TABLE);
  expect(codes).toEqual(['DBT_INDEX_LOADING']);
  expect(tables[0].dbt.match.reason).toContain('nothing of environment 834 is read yet');
});

test('two callers, a webhook and a save share one first read', async () => {
  await using system = await startReading();
  await system.begin();
  const pages = [system.one.page(TABLE), system.one.page(TABLE)];
  await system.reached(5);
  await system.deliver();
  for (const { statuses } of await Promise.all(pages)) expect(statuses).toEqual(['EXACT']);
  expectEachOnce(system.answered().slice(0, PAGES));
});

test('a webhook in the middle of a first read: its result is served, and then read again', async () => {
  await using system = await startReading();
  await system.begin();
  const waiting = system.one.page(TABLE);
  await system.reached(20);
  await system.deliver();
  const first = await waiting;
  expect(first.statuses).toEqual(['EXACT']);
  expectEachOnce(system.answered().slice(0, PAGES));
  await system.reached(2 * PAGES);
  expectEachOnce(system.answered().slice(PAGES));
  const isNewer = async () =>
    Date.parse((await system.one.page(TABLE)).tables[0].dbt.asOf) > Date.parse(first.tables[0].dbt.asOf);
  await expect.poll(isNewer).toBe(true);
});

test('a list that is damaged in the middle is read anew, while the old index is served', async () => {
  await using system = await startReading();
  const before = await system.one.page(TABLE);
  system.takeCalls();
  system.discovery.switchboard.set(SLOWLY);
  system.clock.turn(16 * 60_000);
  await system.one.page(TABLE);
  await system.reached(20);
  system.discovery.switchboard.set({ repeatCursor: true });
  await system.reached(22);
  system.discovery.switchboard.set(SLOWLY);
  expect((await system.one.page(TABLE)).tables).toEqual(before.tables);
  const isNewer = async () =>
    Date.parse((await system.one.page(TABLE)).tables[0].dbt.asOf) > Date.parse(before.tables[0].dbt.asOf);
  await expect.poll(isNewer).toBe(true);
  expectEachOnce(system.answered().slice(-PAGES));
});
