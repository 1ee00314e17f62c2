import { expect, test } from 'vitest';
import type { CircuitNews } from '../../src/dbt/circuit-news.ts';
import { CircuitOpenError } from '../../src/dbt/errors.ts';
import { createCircuitFixture, failureOf, HOUR_MS, MINUTE_MS, SECOND_MS } from './circuit-fixture.ts';
import { settle } from './guard-fixture.ts';

test('five failures in a row open it for thirty seconds, for that host and token alone', async () => {
  const { clock, circuit, fail, isLetIn } = createCircuitFixture();
  for (let times = 0; times < 4; times++) expect(await fail()).toBeNull();
  expect(await isLetIn()).toBe(true);
  expect(await fail()).toMatchObject({ code: 'DBT_UNREACHABLE', untilMs: clock.nowMs + 30 * SECOND_MS });
  expect(await isLetIn()).toBe(false);
  expect(await isLetIn('other')).toBe(true);
  expect([circuit.openUntilMs('k'), circuit.openUntilMs('other')]).toEqual([
    clock.nowMs + 30 * SECOND_MS,
    null,
  ]);
  clock.nowMs += 30 * SECOND_MS - 1;
  expect(await isLetIn()).toBe(false);
  clock.nowMs += 1;
  expect(await isLetIn()).toBe(true);
  expect(circuit.openUntilMs('k')).toBeNull();
});

test('a success in between begins the count anew', async () => {
  const { begin, fail } = createCircuitFixture();
  for (let times = 0; times < 20; times++) {
    expect(await fail()).toBeNull();
    if (times % 4 === 3) expect((await begin()).succeeded()).toBeNull();
  }
});

test.each([
  ['what dbt says', 7 * SECOND_MS, 7 * SECOND_MS],
  ['five minutes where dbt says nothing', undefined, 5 * MINUTE_MS],
  ['an hour at most', 24 * HOUR_MS, HOUR_MS],
])('a rate limit opens it at once, for %s', async (_what, retryAfterMs, pauseMs) => {
  const { clock, fail, isLetIn } = createCircuitFixture();
  expect(await fail('DBT_RATE_LIMITED', retryAfterMs)).toMatchObject({ untilMs: clock.nowMs + pauseMs });
  clock.nowMs += pauseMs - 1;
  expect(await isLetIn()).toBe(false);
  clock.nowMs += 1;
  expect(await isLetIn()).toBe(true);
});

test('while it is open it refuses with the failure that opened it, and says when to come back', async () => {
  const { begin, fail } = createCircuitFixture();
  await fail('DBT_RATE_LIMITED', 20 * SECOND_MS);
  const refused = begin();
  await expect(refused).rejects.toBeInstanceOf(CircuitOpenError);
  await expect(refused).rejects.toMatchObject({
    code: 'DBT_RATE_LIMITED',
    message: 'said',
    retryAfterMs: 20 * SECOND_MS,
  });
});

test('a rate limit stays when a call that began before it succeeds', async () => {
  const { clock, begin, fail, isLetIn } = createCircuitFixture();
  const beside = await begin();
  await fail('DBT_RATE_LIMITED', 20 * SECOND_MS);
  expect(beside.succeeded()).toBeNull();
  clock.nowMs += 20 * SECOND_MS - 1;
  expect(await isLetIn()).toBe(false);
});

test.each([
  ['a shorter rate limit', 'DBT_RATE_LIMITED', 5 * SECOND_MS],
  ['a failure', 'DBT_UNREACHABLE', undefined],
] as const)(
  'a rate limit is not shortened by %s of a call that began before it',
  async (_what, code, afterMs) => {
    const { clock, begin, fail, isLetIn } = createCircuitFixture();
    const beside = await Promise.all(Array.from({ length: 9 }, () => begin()));
    await fail('DBT_RATE_LIMITED', MINUTE_MS);
    for (const pass of beside) expect(pass.failed(failureOf(code, afterMs))).toBeNull();
    clock.nowMs += MINUTE_MS - 1;
    expect(await isLetIn()).toBe(false);
    clock.nowMs += 1;
    expect(await isLetIn()).toBe(true);
  },
);

test('a longer rate limit of a call that began before it counts', async () => {
  const { clock, begin, fail, isLetIn } = createCircuitFixture();
  const beside = await begin();
  await fail('DBT_RATE_LIMITED', MINUTE_MS);
  expect(beside.failed(failureOf('DBT_RATE_LIMITED'))).toMatchObject({
    untilMs: clock.nowMs + 5 * MINUTE_MS,
  });
  clock.nowMs += MINUTE_MS;
  expect(await isLetIn()).toBe(false);
});

test('a pause after failures neither ends by a success of before nor is prolonged by a failure of before', async () => {
  const { clock, begin, fail, isLetIn } = createCircuitFixture();
  const [lateSuccess, lateFailure] = [await begin(), await begin()];
  for (let times = 0; times < 5; times++) await fail();
  clock.nowMs += 10 * SECOND_MS;
  expect(lateSuccess.succeeded()).toBeNull();
  expect(lateFailure.failed(failureOf())).toBeNull();
  expect(await isLetIn()).toBe(false);
  clock.nowMs += 20 * SECOND_MS;
  expect(await isLetIn()).toBe(true);
});

test('failures of calls that began before it was closed do not count after it', async () => {
  const { clock, begin, fail, isLetIn } = createCircuitFixture();
  const late = await Promise.all(Array.from({ length: 20 }, () => begin()));
  for (let times = 0; times < 5; times++) await fail();
  clock.nowMs += 30 * SECOND_MS;
  expect((await begin()).succeeded()).toEqual({ kind: 'closed', atMs: clock.nowMs });
  for (const pass of late) expect(pass.failed(failureOf())).toBeNull();
  for (let times = 0; times < 4; times++) expect(await fail()).toBeNull();
  expect(await isLetIn()).toBe(true);
  expect(await fail()).not.toBeNull();
});

test('a rate limit of a call that began before it was closed opens it again', async () => {
  const { clock, begin, fail, isLetIn } = createCircuitFixture();
  const late = await begin();
  for (let times = 0; times < 5; times++) await fail();
  clock.nowMs += 30 * SECOND_MS;
  (await begin()).succeeded();
  expect(late.failed(failureOf('DBT_RATE_LIMITED'))).not.toBeNull();
  expect(await isLetIn()).toBe(false);
});

test('an eager call tries a dbt that has failed at once, and its success lets everybody through', async () => {
  const { begin, fail, isLetIn } = createCircuitFixture();
  for (let times = 0; times < 5; times++) await fail();
  const eager = await begin('k', { eager: true });
  expect(await isLetIn()).toBe(false);
  expect(eager.succeeded()).toMatchObject({ kind: 'closed' });
  expect(await isLetIn()).toBe(true);
});

test('an eager call that fails begins the pause anew', async () => {
  const { clock, begin, fail, isLetIn } = createCircuitFixture();
  for (let times = 0; times < 5; times++) await fail();
  clock.nowMs += 20 * SECOND_MS;
  expect((await begin('k', { eager: true })).failed(failureOf())).not.toBeNull();
  clock.nowMs += 30 * SECOND_MS - 1;
  expect(await isLetIn()).toBe(false);
});

test('a rate limit keeps an eager call away, too', async () => {
  const { begin, circuit, fail } = createCircuitFixture();
  expect(circuit.rateLimit('k')).toBeNull();
  await fail('DBT_RATE_LIMITED', 20 * SECOND_MS);
  await expect(begin('k', { eager: true })).rejects.toMatchObject({ retryAfterMs: 20 * SECOND_MS });
  expect(circuit.rateLimit('k')).toMatchObject({ code: 'DBT_RATE_LIMITED', retryAfterMs: 20 * SECOND_MS });
});

test('a clock that is set back does not keep it open longer; one that is set forward lets a trial through', async () => {
  const { clock, fail, isLetIn } = createCircuitFixture();
  await fail('DBT_RATE_LIMITED');
  clock.nowMs -= 10 * MINUTE_MS;
  expect(await isLetIn()).toBe(true);
  await fail('DBT_RATE_LIMITED');
  expect(await isLetIn()).toBe(false);
  clock.nowMs += 24 * HOUR_MS;
  expect(await isLetIn()).toBe(true);
});

test('a clock that is set back an hour ends a trial that was under way', async () => {
  const { clock, ask, begin, fail, isLetIn } = createCircuitFixture();
  await fail('DBT_RATE_LIMITED', SECOND_MS);
  clock.nowMs += SECOND_MS;
  const trial = await begin('k', { deadlineAtMs: clock.nowMs + 5 * SECOND_MS });
  const waiting = ask();
  expect(await isLetIn()).toBe(false);
  clock.nowMs -= HOUR_MS;
  expect(await isLetIn()).toBe(true);
  trial.withdrawn();
  await settle();
  expect(waiting.state).toBe('let in');
});

const NOW_MS = 1_000_000_000;
const opened = (untilMs: number, more: Partial<CircuitNews> = {}): CircuitNews =>
  ({
    kind: 'opened',
    atMs: NOW_MS,
    untilMs,
    code: 'DBT_RATE_LIMITED',
    message: 'said',
    ...more,
  }) as CircuitNews;

test('a rate limit of a replica whose clock is ahead keeps calls away until its end', async () => {
  const { clock, circuit, isLetIn } = createCircuitFixture();
  circuit.adopt('k', opened(NOW_MS + MINUTE_MS, { atMs: NOW_MS + 2 * SECOND_MS }));
  expect(await isLetIn()).toBe(false);
  clock.nowMs += MINUTE_MS;
  expect(await isLetIn()).toBe(true);
});

test('what another replica has met keeps calls away here, unless a wrong clock wrote it or it is over', async () => {
  const { circuit, isLetIn } = createCircuitFixture();
  circuit.adopt('k', opened(NOW_MS - 1));
  circuit.adopt('k', opened(NOW_MS + 2 * HOUR_MS));
  expect(await isLetIn()).toBe(true);
  circuit.adopt('k', opened(NOW_MS + MINUTE_MS));
  expect(await isLetIn()).toBe(false);
});

test('when the failures were met by another replica, a trial that fails here begins the pause anew, too', async () => {
  const { clock, circuit, fail } = createCircuitFixture();
  circuit.adopt('k', opened(NOW_MS + 30 * SECOND_MS, { code: 'DBT_TIMEOUT' }));
  clock.nowMs += 30 * SECOND_MS;
  expect(await fail()).toMatchObject({ untilMs: clock.nowMs + 30 * SECOND_MS });
});

test('a dbt that answered another replica is asked here at once', async () => {
  const { clock, circuit, fail, isLetIn } = createCircuitFixture();
  for (let times = 0; times < 5; times++) await fail();
  clock.nowMs += SECOND_MS;
  circuit.adopt('k', { kind: 'closed', atMs: clock.nowMs });
  expect([await isLetIn(), await isLetIn()]).toEqual([true, true]);
});

test.each([
  ['of before the failures', 0],
  ['of a clock that is wrong', HOUR_MS],
])('an answer to another replica %s tells nothing', async (_what, aheadMs) => {
  const { clock, circuit, fail, isLetIn } = createCircuitFixture();
  for (let times = 0; times < 5; times++) await fail();
  circuit.adopt('k', { kind: 'closed', atMs: clock.nowMs + aheadMs });
  expect(await isLetIn()).toBe(false);
});

test('no answer to another replica ends a rate limit before its time', async () => {
  const { clock, circuit, fail, isLetIn } = createCircuitFixture();
  await fail('DBT_RATE_LIMITED', MINUTE_MS);
  clock.nowMs += MINUTE_MS - 1;
  circuit.adopt('k', { kind: 'closed', atMs: clock.nowMs });
  expect(await isLetIn()).toBe(false);
});

test('failures that another replica met before dbt answered here are over; its rate limit is not', async () => {
  const { clock, begin, circuit, fail, isLetIn } = createCircuitFixture();
  for (let times = 0; times < 5; times++) await fail();
  clock.nowMs += 30 * SECOND_MS;
  (await begin()).succeeded();
  const ofBefore = { atMs: clock.nowMs - 1 };
  circuit.adopt('k', opened(clock.nowMs + MINUTE_MS, { ...ofBefore, code: 'DBT_TIMEOUT' }));
  expect(await isLetIn()).toBe(true);
  circuit.adopt('k', opened(clock.nowMs + MINUTE_MS, ofBefore));
  expect(await isLetIn()).toBe(false);
});

test('a rate limit of another replica takes the place of a longer pause after failures', async () => {
  const { clock, circuit, begin, fail, isLetIn } = createCircuitFixture();
  for (let times = 0; times < 5; times++) await fail();
  circuit.adopt('k', opened(clock.nowMs + 10 * SECOND_MS));
  await expect(begin('k', { eager: true })).rejects.toMatchObject({ code: 'DBT_RATE_LIMITED' });
  clock.nowMs += 10 * SECOND_MS;
  expect(await isLetIn()).toBe(true);
});
