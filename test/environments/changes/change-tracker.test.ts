import { expect, test } from 'vitest';
import type { ChangeMarks } from '../../../src/dbt/discovery-client.ts';
import { createChangeTracker } from '../../../src/environments/changes/change-tracker.ts';

const T = 1_000_000_000;
const marks = (applied: string, rest: Partial<ChangeMarks> = {}): ChangeMarks => ({
  appliedLastUpdatedAt: applied,
  latestGitSha: 'sha',
  definitionLastUpdatedAt: 'd',
  ...rest,
});

function createFixture() {
  const clock = { nowMs: T + 1_000_000 };
  return { clock, tracker: createChangeTracker(() => clock.nowMs) };
}

test('the first marks are no change, whether they came with facts or were asked for', () => {
  const { tracker } = createFixture();
  expect(tracker.observe('1', marks('a'), T)).toBe(false);
  tracker.adopt('2', marks('a'), T);
  expect(tracker.observe('2', marks('a'), T + 30)).toBe(false);
  expect([tracker.changedAtMs('1'), tracker.changedAtMs('2')]).toEqual([0, 0]);
});

test.each([
  ['applied', { appliedLastUpdatedAt: 'b' }],
  ['commit', { latestGitSha: 'other' }],
  ['definition', { definitionLastUpdatedAt: 'e' }],
  ['one that is gone', { latestGitSha: null }],
])(
  'a mark that differs from that of the facts (%s) is a change, told once, of that environment alone',
  (_what, moved) => {
    const { tracker } = createFixture();
    tracker.adopt('1', marks('a'), T);
    tracker.adopt('2', marks('a'), T);
    expect(tracker.observe('1', marks('a', moved), T + 30)).toBe(true);
    expect(tracker.observe('1', marks('a', moved), T + 60)).toBe(false);
    expect(tracker.changedAtMs('1')).toBe(T + 30);
    expect(tracker.changedAtMs('2')).toBe(0);
  },
);

test('a change that was told is not found once more by the marks that moved with it', () => {
  const { tracker } = createFixture();
  tracker.adopt('1', marks('a'), T);
  tracker.markChanged('1', T + 10);
  tracker.adopt('1', marks('b'), T + 11);
  expect(tracker.changedAtMs('1')).toBe(T + 10);
  expect(tracker.observe('1', marks('b'), T + 40)).toBe(false);
  expect(tracker.observe('1', marks('c'), T + 70)).toBe(true);
});

test('marks that moved again after facts were read for a change that was told are a change of their own', () => {
  const { tracker } = createFixture();
  tracker.adopt('1', marks('a'), T);
  tracker.markChanged('1', T + 10);
  expect(tracker.observe('1', marks('c'), T + 20)).toBe(false);
  tracker.adopt('1', marks('b'), T + 11);
  expect(tracker.changedAtMs('1')).toBe(T + 20);
});

test('facts that are known to be out of date tell nothing', () => {
  const { tracker } = createFixture();
  tracker.adopt('1', marks('b'), T);
  tracker.markChanged('1', T + 10);
  tracker.adopt('1', marks('a'), T + 5);
  tracker.adopt('1', marks('c'), T + 11);
  expect(tracker.changedAtMs('1')).toBe(T + 10);
});

test('facts of another replica that are older than the marks known here are out of date', () => {
  const { tracker } = createFixture();
  tracker.observe('1', marks('b'), T + 10);
  tracker.adopt('1', marks('a'), T);
  expect(tracker.changedAtMs('1')).toBe(T + 10);
});

test('facts that were read again by age and have other marks make everything older out of date', () => {
  const { tracker } = createFixture();
  tracker.adopt('1', marks('a'), T);
  tracker.adopt('1', marks('b'), T + 10);
  expect(tracker.changedAtMs('1')).toBe(T + 10);
});

test('a change told by a clock that is ahead counts from now on, not from then', () => {
  const { clock, tracker } = createFixture();
  tracker.markChanged('1', clock.nowMs + 3_600_000);
  expect(tracker.changedAtMs('1')).toBe(clock.nowMs);
});

test('a clock that was set back far makes earlier changes say nothing, and later ones count', () => {
  const { clock, tracker } = createFixture();
  tracker.adopt('1', marks('a'), clock.nowMs);
  tracker.markChanged('1', clock.nowMs);
  clock.nowMs -= 3_600_000;
  expect(tracker.changedAtMs('1')).toBe(0);
  tracker.markChanged('1', clock.nowMs);
  expect(tracker.changedAtMs('1')).toBe(clock.nowMs);
});

test('a clock that was set back a little loses no change', () => {
  const { clock, tracker } = createFixture();
  const before = clock.nowMs;
  tracker.markChanged('1', before);
  clock.nowMs -= 10_000;
  tracker.markChanged('1', clock.nowMs);
  expect(tracker.changedAtMs('1')).toBe(before + 1);
});

test('marks that are older than the known ones are no change, and do not make the known ones one', () => {
  const { tracker } = createFixture();
  tracker.adopt('1', marks('b'), T + 10);
  // As another replica left them, whose own check has failed since.
  expect(tracker.observe('1', marks('a'), T)).toBe(false);
  expect(tracker.observe('1', marks('b'), T + 40)).toBe(false);
  expect(tracker.changedAtMs('1')).toBe(0);
  expect(tracker.observe('1', marks('c'), T + 70)).toBe(true);
});

test('marks of the same moment are compared', () => {
  const { tracker } = createFixture();
  tracker.adopt('1', marks('a'), T);
  expect(tracker.observe('1', marks('b'), T)).toBe(true);
});

test('a clock that was set back an hour does not make new marks look older than the known ones', () => {
  const { clock, tracker } = createFixture();
  tracker.observe('1', marks('a'), clock.nowMs);
  clock.nowMs -= 3_600_000;
  expect(tracker.observe('1', marks('b'), clock.nowMs)).toBe(true);
});
