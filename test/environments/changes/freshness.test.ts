import { expect, test } from 'vitest';
import { createChangeTracker } from '../../../src/environments/changes/change-tracker.ts';
import { createFactFreshness } from '../../../src/environments/changes/freshness.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

function createFixture() {
  const clock = { nowMs: Date.parse('2026-03-01T12:00:00.000Z') };
  const tracker = createChangeTracker(() => clock.nowMs);
  const freshness = createFactFreshness(tracker, '834', () => clock.nowMs);
  return { clock, tracker, freshness, stateAt: (readAtMs: number) => freshness.state({ readAtMs }) };
}

test.each([
  [0, 'fresh'],
  [7.5 * MINUTE_MS - 1, 'fresh'],
  [7.5 * MINUTE_MS, 'ageing'],
  [15 * MINUTE_MS - 1, 'ageing'],
  [15 * MINUTE_MS, 'stale'],
  [24 * HOUR_MS - 1, 'stale'],
  [24 * HOUR_MS, 'dead'],
])('facts that were read %d ms ago are %s', (ageMs, expected) => {
  const { clock, stateAt } = createFixture();
  expect(stateAt(clock.nowMs - ageMs)).toBe(expected);
});

test.each([
  [1, 'fresh'],
  [MINUTE_MS - 1, 'fresh'],
  [MINUTE_MS, 'stale'],
  [24 * HOUR_MS - 1, 'stale'],
  [24 * HOUR_MS, 'dead'],
])('facts that were read %d ms from now, before a clock was set back, are %s', (aheadMs, expected) => {
  const { clock, stateAt } = createFixture();
  expect(stateAt(clock.nowMs + aheadMs)).toBe(expected);
});

test('facts that were read before a change are stale, those read with it or after are not', () => {
  const { clock, tracker, stateAt } = createFixture();
  const changedAtMs = clock.nowMs - MINUTE_MS;
  tracker.markChanged('834', changedAtMs);
  expect([stateAt(changedAtMs - 1), stateAt(changedAtMs), stateAt(changedAtMs + 1)]).toEqual([
    'stale',
    'fresh',
    'fresh',
  ]);
});

test('a change makes no dead facts live, and concerns no other environment', () => {
  const { clock, tracker, stateAt } = createFixture();
  tracker.markChanged('834', clock.nowMs);
  expect(stateAt(clock.nowMs - 24 * HOUR_MS)).toBe('dead');
  const other = createFactFreshness(tracker, '835', () => clock.nowMs);
  expect(other.state({ readAtMs: clock.nowMs - MINUTE_MS })).toBe('fresh');
});

test('a read is dated by the clock, and never before the last change, which it would not be out of date by', () => {
  const { clock, tracker, freshness } = createFixture();
  expect(freshness.readAtMs()).toBe(clock.nowMs);
  tracker.markChanged('834', clock.nowMs);
  const changedAtMs = clock.nowMs;
  clock.nowMs -= 30 * SECOND_MS;
  expect(freshness.readAtMs()).toBe(changedAtMs);
  expect(freshness.state({ readAtMs: freshness.readAtMs() })).toBe('fresh');
});

test('a clock that was set back an hour leaves no change in the way of what is read from then on', () => {
  const { clock, tracker, freshness } = createFixture();
  tracker.markChanged('834', clock.nowMs);
  clock.nowMs -= HOUR_MS;
  expect(freshness.readAtMs()).toBe(clock.nowMs);
  expect(freshness.state({ readAtMs: freshness.readAtMs() })).toBe('fresh');
});
