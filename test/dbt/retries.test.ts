import { expect, test } from 'vitest';
import { AccessDeniedError } from '../../src/dbt/access-denied.ts';
import { UnknownFieldError } from '../../src/dbt/errors.ts';
import { createGuardFixture, cut, failure } from './guard-fixture.ts';

test('what may help is tried twice more, with waits that are cut at random', async () => {
  const { run, waits, outcomes, attempts } = createGuardFixture({ random: () => 0.5 });
  expect(await run(cut(), cut())).toBe('answer');
  expect(waits).toEqual([100, 300]);
  expect(outcomes).toEqual(['unreachable', 'unreachable', 'ok']);
  expect(attempts()).toBe(3);
});

test('after the third failure it is over, and the error tells how often dbt was asked', async () => {
  const { run, attempts } = createGuardFixture();
  await expect(run(cut(), cut(), cut(), null)).rejects.toMatchObject({ code: 'DBT_UNREACHABLE', tries: 3 });
  expect(attempts()).toBe(3);
});

test.each<[string, () => Error]>([
  ['a refused token', () => new AccessDeniedError('token', 'dbt', { status: 401 })],
  ['a missing permission', () => new AccessDeniedError('permission', 'dbt', { status: 403 })],
  ['a rate limit', () => failure('DBT_RATE_LIMITED')],
  ['an answer that comes again as it is', () => failure('DBT_RESPONSE_INVALID')],
  ['an unknown field', () => new UnknownFieldError(['latestGitSha'])],
])('%s is not tried again', async (_what, make) => {
  const { run, attempts } = createGuardFixture();
  const error = make();
  await expect(run(error)).rejects.toBe(error);
  expect(attempts()).toBe(1);
});

test('nothing is tried again when another try could not end before the deadline', async () => {
  const { guards, call, clock } = createGuardFixture();
  let attempts = 0;
  const deadlineAtMs = clock.nowMs + 400;
  const asked = guards.read({ ...call, deadlineAtMs }, () => {
    attempts += 1;
    return Promise.reject(cut());
  });
  await expect(asked).rejects.toMatchObject({ code: 'DBT_UNREACHABLE', tries: 1 });
  expect(attempts).toBe(1);
});

test('nothing is tried again after the deadline', async () => {
  const { run, ending, attempts, waits } = createGuardFixture();
  ending.abort();
  await expect(run(cut())).rejects.toMatchObject({ code: 'DBT_UNREACHABLE' });
  expect([attempts(), waits]).toEqual([1, []]);
});

test('a deadline that comes while waiting ends the call', async () => {
  const { call, guards, ending } = createGuardFixture();
  let attempts = 0;
  const asked = guards.read(call, async () => {
    attempts += 1;
    queueMicrotask(() => ending.abort());
    throw cut();
  });
  await expect(asked).rejects.toMatchObject({ code: 'DBT_UNREACHABLE' });
  expect(attempts).toBe(1);
});
