import { expect, test } from 'vitest';
import { CircuitOpenError, DbtError, OwnBudgetError } from '../../src/dbt/errors.ts';
import { createSystem, cursorsTo, idsOf, MINUTE_MS, outcomeOf, settled } from './fixture.ts';

const LIST = 'applied.models';
const unreachable = () => new DbtError('DBT_UNREACHABLE', 'dbt failed to answer (503).');

test('a page that fails five times and then comes is asked six times, every other one once', async () => {
  const { dbt, time, replica } = createSystem({ [LIST]: 10 });
  const first = outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(4);
  for (const pauseMs of [1000, 2000, 5000, 15_000, 30_000]) {
    (await dbt.next()).fail(unreachable());
    await settled();
    await time.turn(pauseMs - 1);
    const before = dbt.asked.length;
    await time.turn(1);
    expect(dbt.asked.length).toBe(before + 1);
  }
  expect(first.error).toMatchObject({ code: 'DBT_UNREACHABLE' });
  const second = outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(6);
  await settled();
  expect(second).toEqual({ value: idsOf(LIST, 10), error: null });
  const again = ['p4', 'p4', 'p4', 'p4', 'p4'];
  expect(dbt.cursorsOf(LIST)).toEqual([...cursorsTo(5), ...again, ...cursorsTo(10).slice(5)]);
});

test('a page that came begins the pauses anew', async () => {
  const { dbt, time, replica } = createSystem({ [LIST]: 3 });
  outcomeOf(replica.jobs.read(replica.applied));
  for (const pauseMs of [1000, 2000]) {
    (await dbt.next()).fail(unreachable());
    await settled();
    await time.turn(pauseMs);
  }
  await dbt.answer(1);
  (await dbt.next()).fail(unreachable());
  await settled();
  expect(replica.sleeper.pauses).toEqual([1000, 2000, 1000]);
});

test('dbt answers 429 at page 30 for two minutes: callers are told, and the read goes on by itself', async () => {
  const { dbt, time, replica } = createSystem({ [LIST]: 100 });
  const first = outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(29);
  const message = 'dbt has had too many requests.';
  (await dbt.next()).fail(new DbtError('DBT_RATE_LIMITED', message, { retryAfterMs: 120_000 }));
  await settled();
  expect(first.error).toMatchObject({ code: 'DBT_RATE_LIMITED' });

  // Who asks meanwhile is refused by the circuit, which asks nothing of dbt.
  await time.turn(30_000);
  const meanwhile = outcomeOf(replica.jobs.read(replica.applied));
  (await dbt.next()).fail(new CircuitOpenError('DBT_RATE_LIMITED', message, 90_000));
  await settled();
  expect(meanwhile.error).toMatchObject({ code: 'DBT_RATE_LIMITED' });

  await time.turn(89_999);
  expect(dbt.asked.length).toBe(31);
  await time.turn(1);
  expect(dbt.asked.length).toBe(32);
  await dbt.answer(71);
  await settled();
  expect(dbt.cursorsOf(LIST)).toEqual([...cursorsTo(30), 'p29', ...cursorsTo(100).slice(29)]);
  expect(replica.applied.isBegun).toBe(false);
});

test('the own budget runs out: the read waits for room and goes on', async () => {
  const { dbt, time, replica } = createSystem({ [LIST]: 3 });
  outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(1);
  (await dbt.next()).fail(new OwnBudgetError(10, 23_000));
  await settled();
  expect(replica.sleeper.pauses).toEqual([23_000]);
  await time.turn(23_000);
  const read = outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(2);
  await settled();
  expect(read.value).toEqual(idsOf(LIST, 3));
});

test('a read that waits for room for an hour goes on as long as pages come, though nobody asks again', async () => {
  const { dbt, time, replica } = createSystem({ [LIST]: 8 });
  outcomeOf(replica.jobs.read(replica.applied));
  for (let page = 1; page < 8; page++) {
    await dbt.answer(1);
    (await dbt.next()).fail(new OwnBudgetError(1, 9 * MINUTE_MS));
    await settled();
    await time.turn(9 * MINUTE_MS);
  }
  await dbt.answer(1);
  await settled();
  expect(dbt.asked.length).toBe(15);
  expect(replica.applied.isBegun).toBe(false);
});

test('a Retry-After of a month does not keep a read away for longer than the circuit', async () => {
  const { dbt, replica } = createSystem({ [LIST]: 3 });
  outcomeOf(replica.jobs.read(replica.applied));
  (await dbt.next()).fail(
    new DbtError('DBT_RATE_LIMITED', 'busy', { retryAfterMs: 30 * 24 * 60 * MINUTE_MS }),
  );
  await settled();
  expect(replica.sleeper.pauses).toEqual([60 * MINUTE_MS]);
});

test('a read that keeps failing ends ten minutes after it was last asked for', async () => {
  const { dbt, time, replica } = createSystem({ [LIST]: 3 });
  outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(1);
  const untilMs = time.clock.nowMs + 11 * MINUTE_MS;
  while (time.clock.nowMs < untilMs) {
    if (dbt.asked.length > replica.sleeper.pauses.length + 1) (await dbt.next()).fail(unreachable());
    await settled();
    await time.turn(30_000);
  }
  const asked = dbt.asked.length;
  await time.turn(60 * MINUTE_MS);
  expect(dbt.asked.length).toBe(asked);
  expect(asked).toBeGreaterThan(20);
});

test('a token that is rejected ends the read; with the next caller it goes on where it was', async () => {
  const { dbt, time, replica } = createSystem({ [LIST]: 4 });
  const first = outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(2);
  (await dbt.next()).fail(new DbtError('DBT_TOKEN_REJECTED', 'rejected'));
  await time.turn(5 * MINUTE_MS);
  expect(first.error).toMatchObject({ code: 'DBT_TOKEN_REJECTED' });
  expect(dbt.asked.length).toBe(3);
  const second = outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(2);
  await settled();
  expect(second.value).toEqual(idsOf(LIST, 4));
  expect(dbt.cursorsOf(LIST)).toEqual(['start', 'p1', 'p2', 'p2', 'p3']);
});

test('pages of a read that was left for hours are not gone on with', async () => {
  const { dbt, time, replica } = createSystem({ [LIST]: 3 });
  outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(1);
  (await dbt.next()).fail(new DbtError('DBT_TOKEN_REJECTED', 'rejected'));
  await time.turn(5 * 60 * MINUTE_MS);
  const read = outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(3);
  await settled();
  expect(read.value).toEqual(idsOf(LIST, 3));
  expect(dbt.cursorsOf(LIST)).toEqual(['start', 'p1', 'start', 'p1', 'p2']);
});
