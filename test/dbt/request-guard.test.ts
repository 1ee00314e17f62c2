import { expect, test } from 'vitest';
import { AccessDeniedError } from '../../src/dbt/access-denied.ts';
import { createRequestCounter } from '../../src/dbt/budget.ts';
import { createCircuit } from '../../src/dbt/circuit.ts';
import {
  DbtError,
  type DbtErrorOptions,
  type DbtFailureCode,
  UnknownFieldError,
} from '../../src/dbt/errors.ts';
import { createRequestGuard, guardKeyOf } from '../../src/dbt/request-guard.ts';
import { createSharedCircuits } from '../../src/dbt/shared-circuits.ts';

interface FixtureOptions {
  readonly requestsPerMinute?: number;
  readonly random?: () => number;
  readonly notes?: Map<string, unknown>;
}

function createFixture({
  requestsPerMinute = 400,
  random = () => 1,
  notes = new Map(),
}: FixtureOptions = {}) {
  const clock = { nowMs: 60_000 * 20_000 };
  const now = () => clock.nowMs;
  const waits: number[] = [];
  const outcomes: string[] = [];
  const budgets: number[] = [];
  const ending = new AbortController();
  const call = {
    discoveryUrl: 'http://dbt/graphql',
    serviceToken: 'secret-token',
    signal: ending.signal,
    deadlineAtMs: Number.POSITIVE_INFINITY,
  };
  const guard = createRequestGuard({
    circuit: createCircuit(now),
    now,
    counter: createRequestCounter({ now, sharedCount: async () => null }),
    requestsPerMinute,
    sharedCircuits: createSharedCircuits(
      { read: async (name) => notes.get(name), write: (name, value) => void notes.set(name, value) },
      now,
    ),
    onRequest: (outcome) => outcomes.push(outcome),
    onBudget: (left) => budgets.push(left),
    async wait(ms, signal) {
      signal.throwIfAborted();
      waits.push(ms);
    },
    random,
  });
  let attempts = 0;
  /** Fails with each of the failures in turn, then answers. */
  const run = (...failures: readonly (Error | null)[]) => {
    let turn = 0;
    return guard(call, async () => {
      attempts += 1;
      const failure = failures[turn++] ?? null;
      if (failure !== null) throw failure;
      return 'answer';
    });
  };
  return { clock, waits, outcomes, budgets, ending, call, guard, notes, run, attempts: () => attempts };
}

const failure = (code: DbtFailureCode, options: DbtErrorOptions = {}) => new DbtError(code, 'said', options);
const cut = () => failure('DBT_UNREACHABLE', { retryable: true });

test('what may help is tried twice more, with waits that are cut at random', async () => {
  const { run, waits, outcomes, attempts } = createFixture({ random: () => 0.5 });
  expect(await run(cut(), cut())).toBe('answer');
  expect(waits).toEqual([100, 300]);
  expect(outcomes).toEqual(['DBT_UNREACHABLE', 'DBT_UNREACHABLE', 'ok']);
  expect(attempts()).toBe(3);
});

test('after the third failure it is over', async () => {
  const { run, attempts } = createFixture();
  await expect(run(cut(), cut(), cut(), null)).rejects.toMatchObject({ code: 'DBT_UNREACHABLE' });
  expect(attempts()).toBe(3);
});

test.each<[string, () => Error]>([
  ['a refused token', () => new AccessDeniedError('token', 'dbt', { status: 401 })],
  ['a missing permission', () => new AccessDeniedError('permission', 'dbt', { status: 403 })],
  ['a rate limit', () => failure('DBT_RATE_LIMITED')],
  ['an answer that comes again as it is', () => failure('DBT_RESPONSE_INVALID')],
  ['an unknown field', () => new UnknownFieldError(['latestGitSha'])],
])('%s is not tried again', async (_what, make) => {
  const { run, attempts } = createFixture();
  const error = make();
  await expect(run(error)).rejects.toBe(error);
  expect(attempts()).toBe(1);
});

test('nothing is tried again when another try could not end before the deadline', async () => {
  const { guard, call, clock, outcomes } = createFixture();
  const deadlineAtMs = clock.nowMs + 400;
  await expect(guard({ ...call, deadlineAtMs }, () => Promise.reject(cut()))).rejects.toMatchObject({
    code: 'DBT_UNREACHABLE',
  });
  expect(outcomes).toHaveLength(1);
});

test('nothing is tried again after the deadline', async () => {
  const { run, ending, attempts, waits } = createFixture();
  ending.abort();
  await expect(run(cut())).rejects.toMatchObject({ code: 'DBT_UNREACHABLE' });
  expect([attempts(), waits]).toEqual([1, []]);
});

test('a deadline that comes while waiting ends the call', async () => {
  const { call, guard, ending, outcomes } = createFixture();
  const asked = guard(call, async () => {
    queueMicrotask(() => ending.abort());
    throw cut();
  });
  await expect(asked).rejects.toMatchObject({ code: 'DBT_UNREACHABLE' });
  expect(outcomes).toHaveLength(1);
});

test('a rate limit keeps every call away, on every replica, until it is over', async () => {
  const one = createFixture();
  await expect(one.run(failure('DBT_RATE_LIMITED', { retryAfterMs: 20_000 }))).rejects.toBeInstanceOf(
    DbtError,
  );
  const other = createFixture({ notes: one.notes });
  for (const { run } of [one, other]) await expect(run()).rejects.toMatchObject({ code: 'DBT_RATE_LIMITED' });
  expect([one.attempts(), other.attempts()]).toEqual([1, 0]);
  for (const { clock, run } of [one, other]) {
    clock.nowMs += 20_000;
    expect(await run()).toBe('answer');
  }
});

test('five calls that failed with their retries keep dbt from being asked for thirty seconds, then one tries', async () => {
  const { run, clock, attempts } = createFixture();
  for (let times = 0; times < 5; times++)
    await expect(run(cut(), cut(), cut())).rejects.toBeInstanceOf(DbtError);
  expect(attempts()).toBe(15);
  await expect(run()).rejects.toMatchObject({ code: 'DBT_UNREACHABLE' });
  expect(attempts()).toBe(15);
  clock.nowMs += 30_000;
  const gate = Promise.withResolvers<null>();
  const trial = run();
  await expect(run()).rejects.toMatchObject({ code: 'DBT_UNREACHABLE' });
  gate.resolve(null);
  expect(await trial).toBe('answer');
  expect(await run()).toBe('answer');
});

test('a question that dbt refuses proves that dbt is there', async () => {
  const { run } = createFixture();
  for (let times = 0; times < 4; times++)
    await expect(run(cut(), cut(), cut())).rejects.toBeInstanceOf(DbtError);
  await expect(run(new UnknownFieldError(['x']))).rejects.toBeInstanceOf(UnknownFieldError);
  await expect(run(cut(), cut(), cut())).rejects.toBeInstanceOf(DbtError);
  expect(await run()).toBe('answer');
});

test('over the budget nothing is asked, retries counted; asking in vain does not prolong it', async () => {
  const { run, clock, attempts, outcomes, budgets } = createFixture({ requestsPerMinute: 10 });
  for (let times = 0; times < 3; times++) await run(cut(), cut());
  await run();
  for (let times = 0; times < 1000; times++)
    await expect(run()).rejects.toMatchObject({ code: 'DBT_RATE_LIMITED', retryAfterMs: 10_000 });
  expect(attempts()).toBe(10);
  expect(outcomes.filter((outcome) => outcome === 'over_budget')).toHaveLength(1000);
  expect(budgets.slice(0, 11)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0]);
  clock.nowMs += 60_000 + 12_000;
  expect(await run()).toBe('answer');
});

test("the budget's own refusal is not held against dbt", async () => {
  const { run, clock, notes } = createFixture({ requestsPerMinute: 1 });
  await run();
  for (let times = 0; times < 10; times++) await expect(run()).rejects.toBeInstanceOf(DbtError);
  expect(notes.size).toBe(0);
  clock.nowMs += 120_000;
  expect(await run()).toBe('answer');
});

test('notes of other replicas that cannot be read change nothing', async () => {
  const notes = new Map<string, unknown>();
  const { run, call } = createFixture({ notes });
  notes.set(`circuit/${guardKeyOf(call)}`, { untilMs: 'soon', code: 'NO', message: 1 });
  expect(await run()).toBe('answer');
});

test('the key that replicas share tells nothing of the token', () => {
  const { call } = createFixture();
  expect(guardKeyOf(call)).toMatch(/^[0-9a-f]{24}$/);
  expect(guardKeyOf({ ...call, serviceToken: 'another' })).not.toBe(guardKeyOf(call));
});
