import { expect, test } from 'vitest';
import type { Faults } from '../../discovery/switchboard.ts';
import { descriptionAfter, finishRun } from '../../scripts/traffic/next-run.ts';
import { scrape } from '../support/exposition.ts';
import { indexRead } from '../support/index-read.ts';
import { PATIENT_MS } from '../support/patience.ts';
import { callsOf, DEMO, forget, type System, startSystem, TABLES } from './system.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** What a reader is told while the index cannot be read, and while it is known and the details cannot be read. */
const FAULTS: readonly [string, Faults | 'gone', string, string?][] = [
  ['is gone', 'gone', 'DBT_UNREACHABLE'],
  ['answers 503', { status: 503 }, 'DBT_UNREACHABLE'],
  ['cuts connections', { closeSocket: true }, 'DBT_UNREACHABLE'],
  // A page of the index has ten seconds and three tries, whoever waits for it.
  ['never answers', { hang: true }, 'DBT_INDEX_LOADING', 'DBT_TIMEOUT'],
  ['is too slow', { latencyMs: 5000 }, 'DBT_INDEX_LOADING', 'DBT_TIMEOUT'],
  ['refuses the token', { status: 401 }, 'DBT_TOKEN_REJECTED'],
  ['refuses the permission', { status: 403 }, 'DBT_TOKEN_REJECTED'],
  ['limits the rate, with Retry-After', { rateLimit: { retryAfterSeconds: 60 } }, 'DBT_RATE_LIMITED'],
  ['limits the rate, without Retry-After', { rateLimit: {} }, 'DBT_RATE_LIMITED'],
  ['sends half an answer', { truncate: true }, 'DBT_RESPONSE_INVALID'],
  ['sends a web page', { html: true }, 'DBT_RESPONSE_INVALID'],
  ['sends data with errors beside it', { partialErrors: true }, 'DBT_RESPONSE_INVALID'],
  ['sends pages that never end', { repeatCursor: true }, 'DBT_RESPONSE_INVALID'],
  ['sends empty pages', { emptyPages: true }, 'DBT_RESPONSE_INVALID'],
  ['sends garbage', { body: 'garbage' }, 'DBT_RESPONSE_INVALID'],
  ['sends 33 MB', { responseBytes: 33 * 1024 * 1024 }, 'DBT_RESPONSE_INVALID'],
];

async function fail({ discovery }: System, fault: Faults | 'gone'): Promise<void> {
  if (fault === 'gone') await discovery.close();
  else discovery.switchboard.set({ ...fault, only: 'discovery' });
}

test.each(FAULTS)(
  'dbt %s, nothing is remembered: nulls, UNAVAILABLE, one error of its kind, for any number of tables',
  async (_what, fault, code) => {
    const isLate = code === 'DBT_INDEX_LOADING';
    await using system = await startSystem({
      env: { DBT_DEADLINE_MS: isLate ? '1000' : String(PATIENT_MS) },
    });
    await fail(system, fault);
    await forget(system);
    const { tables, statuses, codes } = await system.one.page();
    expect(statuses).toEqual(TABLES.map(() => 'UNAVAILABLE'));
    expect(codes).toEqual([code]);
    for (const table of tables) {
      expect(table).toMatchObject({
        dbtDescription: null,
        lastRefreshedAt: null,
        dbtTests: null,
        dbt: { asOf: null },
      });
      expect(table.dbt.match.reason).toMatch(/.{20,}/);
    }
  },
);

test.each(FAULTS)(
  'dbt %s, the index alone is remembered: nulls, UNAVAILABLE, one error of its kind',
  async (_what, fault, codeOfIndex, code = codeOfIndex) => {
    await using system = await startSystem({
      env: { DBT_DEADLINE_MS: code === 'DBT_TIMEOUT' ? '1000' : String(PATIENT_MS) },
    });
    await fail(system, fault);
    const fields = 'dbtDescription lastRefreshedAt dbtTests { name } dbt { asOf match { status } }';
    const { tables, codes } = await system.one.page(TABLES, fields);
    expect(codes).toEqual([code]);
    for (const table of tables) {
      expect(table).toEqual({
        dbtDescription: null,
        lastRefreshedAt: null,
        dbtTests: null,
        dbt: { asOf: null, match: { status: 'UNAVAILABLE' } },
      });
    }
  },
);

test.each(FAULTS)(
  'dbt %s, facts are remembered: every answer is whole, with its asOf, and without an error',
  async (_what, fault) => {
    await using system = await startSystem({ env: { DBT_DEADLINE_MS: '1000' } });
    const before = await system.one.page();
    expect(before.codes).toEqual([]);
    await fail(system, fault);
    for (const hours of [1, 22]) {
      system.clock.turn(hours * HOUR_MS);
      for (let times = 0; times < 5; times++) expect(await system.one.page()).toEqual(before);
    }
    for (const table of before.tables)
      expect(Date.parse(table.dbt.asOf)).toBeLessThan(system.clock.now() - 22 * HOUR_MS);
  },
);

test('after 24 hours remembered facts are not served any more', async () => {
  await using system = await startSystem();
  await system.one.page();
  await system.discovery.close();
  system.clock.turn(24 * HOUR_MS - MINUTE_MS);
  expect((await system.one.page()).codes).toEqual([]);
  system.clock.turn(MINUTE_MS);
  const { statuses, codes } = await system.one.page();
  expect(new Set(statuses)).toEqual(new Set(['UNAVAILABLE']));
  expect(codes).toEqual(['DBT_UNREACHABLE']);
});

test('tables that are remembered are whole beside one that is not', async () => {
  await using system = await startSystem();
  const before = await system.one.page();
  await system.discovery.close();
  const { tables, statuses, codes } = await system.one.page([...TABLES, 'marts.payments']);
  expect(tables.slice(0, TABLES.length)).toEqual(before.tables);
  expect(statuses.at(-1)).toBe('UNAVAILABLE');
  expect(codes).toEqual(['DBT_UNREACHABLE']);
});

test('the status of the integration and the metrics tell of a dbt that fails, and that it is back', async () => {
  await using system = await startSystem();
  const openCircuits = async () => (await scrape(system.one.url)).sum('dbt_subgraph_dbt_circuit_open');
  const integration = async () =>
    (await system.one.query('{ dbtIntegration { status lastFailure { code } rateLimitedUntil } }')).data
      .dbtIntegration;
  system.discovery.switchboard.set({ rateLimit: { retryAfterSeconds: 60 }, only: 'discovery' });
  await system.one.page();
  expect(await integration()).toMatchObject({
    status: 'RATE_LIMITED',
    lastFailure: { code: 'DBT_RATE_LIMITED' },
    rateLimitedUntil: expect.any(String),
  });
  expect(await openCircuits()).toBe(1);
  expect(
    await system.one.metric(
      'dbt_subgraph_dbt_request_duration_seconds_count{api="discovery",operation="index",outcome="rate_limited"}',
    ),
  ).toBeGreaterThan(0);
  system.discovery.switchboard.reset();
  system.clock.turn(MINUTE_MS);
  expect((await system.one.page()).codes).toEqual([]);
  expect(await integration()).toMatchObject({ status: 'CONNECTED', rateLimitedUntil: null });
  expect(await openCircuits()).toBe(0);
});

test.each([
  [60, 60],
  [undefined, 300],
])(
  'after a 429 (Retry-After %s) dbt is not asked for %i seconds, and then again',
  async (retryAfterSeconds, pause) => {
    await using system = await startSystem({ environments: [DEMO] });
    system.discovery.switchboard.set({
      rateLimit: retryAfterSeconds === undefined ? {} : { retryAfterSeconds },
      only: 'discovery',
    });
    await forget(system);
    await system.one.page(['marts.orders']);
    expect(system.takeCalls()).toEqual({ index: 1, details: 0, checks: 0 });
    system.discovery.switchboard.reset();
    system.clock.turn(pause * 1000 - 5000);
    for (let times = 0; times < 10; times++)
      expect((await system.one.page(['marts.orders'])).codes).toEqual(['DBT_RATE_LIMITED']);
    expect(system.takeCalls()).toEqual({ index: 0, details: 0, checks: 0 });
    system.clock.turn(5000);
    expect((await system.one.page(['marts.orders'])).codes).toEqual([]);
  },
);

test('a dbt that flaps costs a retry and no answer', async () => {
  await using system = await startSystem({ environments: [DEMO] });
  for (let times = 0; times < 10; times++) {
    system.discovery.switchboard.set({ status: 502, times: 2, only: 'discovery' });
    expect((await system.one.page(['marts.orders'])).codes).toEqual([]);
    await forget(system);
  }
});

test('a dbt that fails again and again is left alone for thirty seconds; then one call tries', async () => {
  await using system = await startSystem({ environments: [DEMO] });
  system.discovery.switchboard.set({ status: 503, only: 'discovery' });
  await forget(system);
  for (let times = 0; times < 5; times++) await system.one.page(['marts.orders']);
  expect(system.takeCalls().index).toBe(15);
  for (let times = 0; times < 20; times++)
    expect((await system.one.page(['marts.orders'])).codes).toEqual(['DBT_UNREACHABLE']);
  expect(system.takeCalls().index).toBe(0);
  system.discovery.switchboard.reset();
  system.clock.turn(30_000);
  expect((await system.one.page(['marts.orders'])).codes).toEqual([]);
});

test('after an outage the very first pages are whole, also those that ask beside the call that tries', async () => {
  await using system = await startSystem();
  system.discovery.switchboard.set({ status: 503, only: 'discovery' });
  await forget(system);
  // Two environments, so two calls a page: the fifth of them closes the way.
  for (let times = 0; times < 3; times++)
    expect((await system.one.page()).codes).toEqual(['DBT_UNREACHABLE']);
  system.takeCalls();
  system.discovery.switchboard.reset();
  expect((await system.one.page()).codes).toEqual(['DBT_UNREACHABLE']);
  expect(system.takeCalls().index).toBe(0);
  system.clock.turn(30_000);
  const pages = await Promise.all([system.one.page(), system.one.page(['marts.payments'])]);
  expect(pages.map(({ codes }) => codes)).toEqual([[], []]);
});

test('a large answer is read', async () => {
  await using system = await startSystem();
  system.discovery.switchboard.set({ responseBytes: 30 * 1024 * 1024, only: 'discovery' });
  expect((await system.one.page()).codes).toEqual([]);
});

test('a host that does not know the newer fields answers poorer, and is asked for them once', async () => {
  await using system = await startSystem();
  system.discovery.switchboard.set({ unknownFields: ['relationName', 'latestGitSha', 'lastKnownResult'] });
  await forget(system);
  const { statuses, codes, tables } = await system.one.page();
  expect(codes).toEqual([]);
  expect(statuses).not.toContain('UNAVAILABLE');
  expect(tables[0]).toMatchObject({
    dbtDescription: expect.any(String),
    lastRefreshedAt: expect.any(String),
  });
  system.takeCalls();
  await forget(system);
  await indexRead(system.one.url);
  expect(system.takeCalls()).toEqual({ index: 2, details: 0, checks: 0 });
  // The severities of tests are selected, too.
  await system.one.page();
  expect(system.takeCalls()).toEqual({ index: 2, details: 2, checks: 0 });
});

test('an environment that dbt has purged since has no nodes, and is no failure', async () => {
  await using system = await startSystem({ environments: [DEMO] });
  await system.one.page(['marts.orders']);
  const message = 'There is no data available for this input';
  system.discovery.switchboard.set({ body: { data: null, errors: [{ message }] }, only: 'discovery' });
  const { statuses, codes } = await system.one.page(['marts.orders', 'marts.payments']);
  expect(codes).toEqual([]);
  expect(statuses).toEqual(['EXACT', 'EXACT']);
});

test('a change that dbt tells of is read again behind the readers, while the old facts are served', async () => {
  await using system = await startSystem();
  const before = await system.one.page();
  system.takeCalls();
  await finishRun(system.discovery, 1);
  system.clock.turn(31_000);
  expect(await system.one.page()).toEqual(before);
  await expect.poll(async () => (await system.one.page()).tables[0].dbtDescription).toBe(descriptionAfter(1));
  await expect.poll(callsOf(system)).toEqual({ index: 1, details: 1, checks: 1 });
});

test('a clock that jumps back and forth costs a few reads and no answer', async () => {
  await using system = await startSystem({ environments: [DEMO] });
  await system.one.page(['marts.orders']);
  await finishRun(system.discovery, 1);
  system.clock.turn(31_000);
  for (const jumpMs of [
    -HOUR_MS,
    2 * HOUR_MS,
    -30_000,
    -26 * HOUR_MS,
    30 * 24 * HOUR_MS,
    -30 * 24 * HOUR_MS,
  ]) {
    system.clock.turn(jumpMs);
    for (let times = 0; times < 20; times++) {
      const { codes, statuses } = await system.one.page(['marts.orders']);
      expect([codes, statuses]).toEqual([[], ['EXACT']]);
    }
  }
  const { index, details, checks } = system.takeCalls();
  expect(index).toBeLessThanOrEqual(16);
  expect(details).toBeLessThanOrEqual(16);
  expect(checks).toBeLessThanOrEqual(8);
  await expect
    .poll(async () => (await system.one.page(['marts.orders'])).tables[0].dbtDescription)
    .toBe(descriptionAfter(1));
});
