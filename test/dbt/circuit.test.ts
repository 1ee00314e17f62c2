import { expect, test } from 'vitest';
import { createCircuit } from '../../src/dbt/circuit.ts';
import { DbtError, type DbtFailureCode } from '../../src/dbt/errors.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

function createFixture() {
  const clock = { nowMs: 1_000_000_000 };
  const circuit = createCircuit(() => clock.nowMs);
  const fail = (code: DbtFailureCode = 'DBT_UNREACHABLE', retryAfterMs?: number) =>
    circuit.failed('k', new DbtError(code, 'said', retryAfterMs === undefined ? {} : { retryAfterMs }));
  const isClosed = (key = 'k') => {
    try {
      circuit.check(key);
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(DbtError);
      return false;
    }
  };
  return { clock, circuit, fail, isClosed };
}

test('five failures in a row open it for thirty seconds, for that host and token alone', () => {
  const { clock, circuit, fail, isClosed } = createFixture();
  for (let times = 0; times < 4; times++) expect(fail()).toBeNull();
  expect(isClosed()).toBe(true);
  expect(fail()).toMatchObject({ code: 'DBT_UNREACHABLE', untilMs: clock.nowMs + 30 * SECOND_MS });
  expect(isClosed()).toBe(false);
  expect(isClosed('other')).toBe(true);
  expect(circuit.openCount()).toBe(1);
  clock.nowMs += 30 * SECOND_MS - 1;
  expect(isClosed()).toBe(false);
  clock.nowMs += 1;
  expect(isClosed()).toBe(true);
  expect(circuit.openCount()).toBe(0);
});

test('a success in between begins the count anew', () => {
  const { circuit, fail } = createFixture();
  for (let times = 0; times < 20; times++) {
    expect(fail()).toBeNull();
    if (times % 4 === 3) circuit.succeeded('k');
  }
});

test('after the pause one call tries; the others wait for what comes of it', () => {
  const { clock, circuit, fail, isClosed } = createFixture();
  for (let times = 0; times < 5; times++) fail();
  clock.nowMs += 30 * SECOND_MS;
  expect([isClosed(), isClosed(), isClosed()]).toEqual([true, false, false]);
  expect(fail()).toMatchObject({ untilMs: clock.nowMs + 30 * SECOND_MS });
  clock.nowMs += 30 * SECOND_MS;
  expect(isClosed()).toBe(true);
  circuit.succeeded('k');
  expect([isClosed(), isClosed()]).toEqual([true, true]);
});

test('a trial that never ends is given up after ten seconds', () => {
  const { clock, fail, isClosed } = createFixture();
  for (let times = 0; times < 5; times++) fail();
  clock.nowMs += 30 * SECOND_MS;
  expect(isClosed()).toBe(true);
  clock.nowMs += 9 * SECOND_MS;
  expect(isClosed()).toBe(false);
  clock.nowMs += SECOND_MS;
  expect(isClosed()).toBe(true);
});

test.each([
  ['what dbt says', 7 * SECOND_MS, 7 * SECOND_MS],
  ['five minutes where dbt says nothing', undefined, 5 * MINUTE_MS],
  ['an hour at most', 24 * 60 * MINUTE_MS, 60 * MINUTE_MS],
])('a rate limit opens it at once, for %s', (_what, retryAfterMs, pauseMs) => {
  const { clock, fail, isClosed } = createFixture();
  expect(fail('DBT_RATE_LIMITED', retryAfterMs)).toMatchObject({ untilMs: clock.nowMs + pauseMs });
  clock.nowMs += pauseMs - 1;
  expect(isClosed()).toBe(false);
  clock.nowMs += 1;
  expect(isClosed()).toBe(true);
});

test('while it is open it refuses with the failure that opened it, and says when to come back', () => {
  const { circuit, fail } = createFixture();
  fail('DBT_RATE_LIMITED', 20 * SECOND_MS);
  expect(() => circuit.check('k')).toThrow(
    expect.objectContaining({ code: 'DBT_RATE_LIMITED', message: 'said', retryAfterMs: 20 * SECOND_MS }),
  );
});

test('what another replica has met closes it here, unless a wrong clock wrote it or it is over', () => {
  const { clock, circuit, isClosed } = createFixture();
  const open = (untilMs: number) => ({ untilMs, code: 'DBT_RATE_LIMITED' as const, message: 'said' });
  circuit.adopt('k', open(clock.nowMs - 1));
  circuit.adopt('k', open(clock.nowMs + 2 * 60 * MINUTE_MS));
  expect(isClosed()).toBe(true);
  circuit.adopt('k', open(clock.nowMs + MINUTE_MS));
  expect(isClosed()).toBe(false);
});

test('a clock that is set back does not keep it open longer; one that is set forward lets a trial through', () => {
  const { clock, fail, isClosed } = createFixture();
  fail('DBT_RATE_LIMITED');
  clock.nowMs -= 10 * MINUTE_MS;
  expect(isClosed()).toBe(true);
  fail('DBT_RATE_LIMITED');
  expect(isClosed()).toBe(false);
  clock.nowMs += 24 * 60 * MINUTE_MS;
  expect(isClosed()).toBe(true);
});
