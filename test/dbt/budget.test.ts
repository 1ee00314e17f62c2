import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSharedMemory } from '../../scripts/traffic/shared-memory.ts';
import { createLocalCoordination } from '../../src/coordination/coordination.ts';
import { createRequestCounter } from '../../src/dbt/budget.ts';

/** The beginning of a window. */
const START_MS = 60_000 * 20_000;

function createAlone() {
  const clock = { nowMs: START_MS };
  const { counters } = createLocalCoordination(() => clock.nowMs);
  return { clock, counter: createRequestCounter({ now: () => clock.nowMs, shared: counters }) };
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

test('what is used is told without being counted; a day begins at midnight UTC', async () => {
  const { clock, counter } = createAlone();
  clock.nowMs = 24 * 60 * 60_000 * 100 - 60_000;
  for (let times = 0; times < 3; times++) {
    await counter.count('k');
    counter.countToday('k');
  }
  for (let times = 0; times < 2; times++)
    expect(await counter.usage('k')).toEqual({ usedThisMinute: 3, usedToday: 3 });
  expect(await counter.usage('other')).toEqual({ usedThisMinute: 0, usedToday: 0 });
  clock.nowMs += 60_000;
  expect(await counter.usage('k')).toEqual({ usedThisMinute: 3, usedToday: 0 });
  clock.nowMs += 45_000;
  expect(await counter.usage('k')).toEqual({ usedThisMinute: 1, usedToday: 0 });
  clock.nowMs += 60_000;
  counter.countToday('k');
  expect(await counter.usage('k')).toEqual({ usedThisMinute: 0, usedToday: 1 });
});

test('replicas count together; one that hears nobody goes by its own count', async () => {
  const clock = { nowMs: START_MS };
  const together = createSharedMemory(() => clock.nowMs);
  const createReplica = () => {
    const { counters } = together.coordinate();
    const line = { isUp: true };
    const counter = createRequestCounter({
      now: () => clock.nowMs,
      shared: {
        add: async (...asked) => (line.isUp ? counters.add(...asked) : null),
        read: async (names) => (line.isUp ? counters.read(names) : null),
      },
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

test.each([
  ['nothing else was asked', 400, 0, 0, 0, 0],
  ['the window is full: the first of ten has faded after a tenth of the next', 10, 0, 10, 0, 66_000],
  ['the window is full, and half of it is over', 10, 0, 10, 30_000, 36_000],
  ['one a minute: the other one has to fade whole', 1, 0, 1, 0, 120_000],
  ['ten before and six now: six of the ten have to fade', 10, 10, 5, 0, 36_000],
])('tells when there is room: %s', async (_what, limit, before, now, elapsedMs, roomInMs) => {
  const { clock, counter } = createAlone();
  for (let times = 0; times < before; times++) await counter.count('k');
  clock.nowMs += 60_000;
  for (let times = 0; times < now; times++) await counter.count('k');
  clock.nowMs += elapsedMs;
  expect((await counter.count('k')).roomInMs(limit)).toBe(roomInMs);
});

test('a request that is refused would be refused until there is room, and not a millisecond longer', async () => {
  const steps = fc.array(fc.record({ waitMs: fc.integer({ min: 0, max: 50_000 }), requests: fc.nat(40) }), {
    minLength: 1,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 60 }), steps, async (limit, asked) => {
      const { clock, counter } = createAlone();
      const take = async () => {
        const counted = await counter.count('k');
        if (counted.used > limit) counted.giveBack();
        return counted.used > limit ? counted.roomInMs(limit) : null;
      };
      for (const { waitMs, requests } of asked) {
        clock.nowMs += waitMs;
        for (let times = 0; times < requests; times++) await take();
      }
      const roomInMs = await take();
      if (roomInMs === null) return;
      expect(roomInMs).toBeGreaterThan(0);
      clock.nowMs += roomInMs - 1;
      expect(await take()).toBe(1);
      clock.nowMs += 1;
      expect(await take()).toBeNull();
    }),
  );
});
