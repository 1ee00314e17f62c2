import { expect, test } from 'vitest';
import { CircuitOpenError, DbtError, OwnBudgetError, UnknownFieldError } from '../../src/dbt/errors.ts';
import { createGuardFixture, cut, failure } from './guard-fixture.ts';

test('a rate limit keeps every call away, on every replica, until it is over', async () => {
  const one = createGuardFixture();
  const limited = one.run(failure('DBT_RATE_LIMITED', { retryAfterMs: 20_000 }));
  await expect(limited).rejects.toBeInstanceOf(DbtError);
  const other = createGuardFixture({ notes: one.notes });
  for (const { run } of [one, other]) {
    await expect(run()).rejects.toBeInstanceOf(CircuitOpenError);
    await expect(run()).rejects.toMatchObject({ code: 'DBT_RATE_LIMITED', retryAfterMs: 20_000 });
  }
  expect([one.attempts(), other.attempts()]).toEqual([1, 0]);
  for (const { clock, run } of [one, other]) {
    clock.nowMs += 20_000;
    expect(await run()).toBe('answer');
  }
});

test('five calls that failed with their retries keep dbt from being asked for thirty seconds, then one tries', async () => {
  const { run, clock, attempts } = createGuardFixture();
  for (let times = 0; times < 5; times++)
    await expect(run(cut(), cut(), cut())).rejects.toBeInstanceOf(DbtError);
  expect(attempts()).toBe(15);
  await expect(run()).rejects.toMatchObject({ code: 'DBT_UNREACHABLE' });
  clock.nowMs += 29_999;
  await expect(run()).rejects.toMatchObject({ code: 'DBT_UNREACHABLE', retryAfterMs: 1000 });
  expect(attempts()).toBe(15);
  clock.nowMs += 1;
  expect(await run()).toBe('answer');
  expect(await run()).toBe('answer');
});

test('a call that waits for its next try gives up when another one meets a rate limit meanwhile', async () => {
  const { run, guards, call, attempts } = createGuardFixture();
  let asked = 0;
  const slow = guards.read(call, async () => {
    asked += 1;
    if (asked === 1) await run(failure('DBT_RATE_LIMITED', { retryAfterMs: 60_000 })).catch(() => {});
    throw cut();
  });
  await expect(slow).rejects.toMatchObject({ code: 'DBT_RATE_LIMITED', retryAfterMs: 60_000 });
  expect([asked, attempts()]).toEqual([1, 1]);
});

test('a question that dbt refuses proves that dbt is there', async () => {
  const { run } = createGuardFixture();
  for (let times = 0; times < 4; times++)
    await expect(run(cut(), cut(), cut())).rejects.toBeInstanceOf(DbtError);
  await expect(run(new UnknownFieldError(['x']))).rejects.toBeInstanceOf(UnknownFieldError);
  await expect(run(cut(), cut(), cut())).rejects.toBeInstanceOf(DbtError);
  expect(await run()).toBe('answer');
});

test('a defect of this subgraph is neither an answer of dbt nor a failure of it', async () => {
  const { run, clock, attempts } = createGuardFixture();
  for (let times = 0; times < 4; times++)
    await expect(run(cut(), cut(), cut())).rejects.toBeInstanceOf(DbtError);
  await expect(run(new TypeError('a defect'))).rejects.toBeInstanceOf(TypeError);
  await expect(run(cut(), cut(), cut())).rejects.toBeInstanceOf(DbtError);
  await expect(run()).rejects.toBeInstanceOf(CircuitOpenError);
  clock.nowMs += 30_000;
  await expect(run(new TypeError('a defect'))).rejects.toBeInstanceOf(TypeError);
  const before = attempts();
  expect(await run()).toBe('answer');
  expect(attempts()).toBe(before + 1);
});

test('over the budget nothing is asked, retries counted; asking in vain does not prolong it', async () => {
  const { run, clock, attempts, outcomes, credentials } = createGuardFixture({ requestsPerMinute: 10 });
  const left = () => credentials.list().map(({ remaining }) => remaining);
  for (let times = 0; times < 3; times++) await run(cut(), cut());
  expect(left()).toEqual([1]);
  await run();
  expect(left()).toEqual([0]);
  // The ten fade over the next minute: after a tenth of it there is room for one.
  for (let times = 0; times < 1000; times++)
    await expect(run()).rejects.toMatchObject({ code: 'DBT_RATE_LIMITED', retryAfterMs: 66_000 });
  expect(attempts()).toBe(10);
  expect(outcomes.filter((outcome) => outcome === 'budget')).toHaveLength(1000);
  expect(left()).toEqual([0]);
  clock.nowMs += 65_999;
  await expect(run()).rejects.toMatchObject({ retryAfterMs: 1 });
  clock.nowMs += 1;
  expect(left()).toEqual([1]);
  expect(await run()).toBe('answer');
});

test("the budget's own refusal is told from dbt's, and is not held against dbt", async () => {
  const { run, clock, notes } = createGuardFixture({ requestsPerMinute: 1 });
  await run();
  for (let times = 0; times < 10; times++) await expect(run()).rejects.toBeInstanceOf(OwnBudgetError);
  await expect(run()).rejects.toThrow('own budget of 1 requests a minute');
  expect(notes.size).toBe(0);
  clock.nowMs += 120_000;
  expect(await run()).toBe('answer');
});

test('a call whose next try finds no room tells so, and counts no failure', async () => {
  const { run, attempts } = createGuardFixture({ requestsPerMinute: 5 });
  for (let times = 0; times < 4; times++) await run();
  for (let times = 0; times < 9; times++) await expect(run(cut())).rejects.toBeInstanceOf(OwnBudgetError);
  expect(attempts()).toBe(5);
});

test('notes of other replicas that cannot be read change nothing', async () => {
  const notes = new Map<string, unknown>();
  const { run, call, keyOf } = createGuardFixture({ notes });
  notes.set(`circuit/${keyOf(call)}`, { kind: 'opened', untilMs: 'soon', code: 'NO', message: 1 });
  notes.set(`circuit/${keyOf(call)}/limit`, 'garbage');
  expect(await run()).toBe('answer');
});
