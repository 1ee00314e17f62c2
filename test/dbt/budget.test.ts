import { expect, test } from 'vitest';
import { createSharedMemory } from '../../scripts/traffic/shared-memory.ts';
import { createLocalCoordination } from '../../src/coordination/coordination.ts';
import { createRequestCounter } from '../../src/dbt/budget.ts';

/** The beginning of a window. */
const START_MS = 60_000 * 20_000;

function createAlone() {
  const clock = { nowMs: START_MS };
  const { counters } = createLocalCoordination(() => clock.nowMs);
  return { clock, counter: createRequestCounter({ now: () => clock.nowMs, sharedCount: counters.add }) };
}

const used = async (counter: ReturnType<typeof createRequestCounter>, key = 'k') =>
  (await counter.count(key)).used;

test('counts what was begun within the last minute, by key', async () => {
  const { counter } = createAlone();
  expect([await used(counter), await used(counter), await used(counter, 'other')]).toEqual([1, 2, 1]);
});

test('the minute before fades out over this one', async () => {
  const { clock, counter } = createAlone();
  for (let times = 0; times < 100; times++) await counter.count('k');
  clock.nowMs += 60_000;
  expect(await used(counter)).toBe(101);
  clock.nowMs += 30_000;
  expect(await used(counter)).toBe(52);
  clock.nowMs += 29_999;
  expect(await used(counter)).toBeCloseTo(3, 1);
  clock.nowMs += 120_000;
  expect(await used(counter)).toBe(1);
});

test('what was refused is given back, so that asking in vain does not prolong the wait', async () => {
  const { clock, counter } = createAlone();
  for (let times = 0; times < 5000; times++) {
    const counted = await counter.count('k');
    if (counted.used > 10) counted.giveBack();
  }
  expect(await used(counter)).toBe(11);
  clock.nowMs += 60_000 + 30_000;
  expect(await used(counter)).toBeLessThanOrEqual(7);
});

test('replicas count together; one that hears nobody goes by its own count', async () => {
  const clock = { nowMs: START_MS };
  const together = createSharedMemory(() => clock.nowMs);
  const createReplica = () => {
    const { counters } = together.coordinate();
    const line = { isUp: true };
    const counter = createRequestCounter({
      now: () => clock.nowMs,
      sharedCount: async (...asked) => (line.isUp ? counters.add(...asked) : null),
    });
    return { counter, line };
  };
  const [one, other] = [createReplica(), createReplica()];
  for (let times = 0; times < 10; times++) await one.counter.count('k');
  expect(await used(other.counter)).toBe(11);
  other.line.isUp = false;
  expect(await used(other.counter)).toBe(2);
  other.line.isUp = true;
  clock.nowMs += 60_000;
  expect(await used(other.counter)).toBe(12);
});

test('a clock that jumps begins a new count', async () => {
  const { clock, counter } = createAlone();
  for (let times = 0; times < 10; times++) await counter.count('k');
  clock.nowMs -= 3_600_000;
  expect(await used(counter)).toBe(1);
  clock.nowMs += 7_200_000;
  expect(await used(counter)).toBe(1);
});
