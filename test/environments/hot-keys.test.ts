import { expect, test } from 'vitest';
import { createHotKeys } from '../../src/environments/hot-keys.ts';

const MINUTE_MS = 60_000;

function createFixture() {
  const clock = { nowMs: 1_000_000_000 };
  return { clock, hot: createHotKeys(() => clock.nowMs) };
}

test('what readers asked for within ten minutes is hot', () => {
  const { clock, hot } = createFixture();
  hot.touch('a');
  clock.nowMs += 6 * MINUTE_MS;
  hot.touch('b');
  clock.nowMs += 5 * MINUTE_MS;
  expect(hot.list()).toEqual(['b']);
  hot.touch('a');
  expect(hot.list()).toEqual(['b', 'a']);
});

test('what readers of another replica ask for is hot, too, and still to be told when it is asked for here', () => {
  const { hot } = createFixture();
  hot.learn('a');
  expect(hot.list()).toEqual(['a']);
  expect(hot.touch('a')).toBe(true);
  hot.learn('a');
  expect(hot.touch('a')).toBe(false);
});

test('others are to be told of a key at first, then every five minutes, and anew when the clock was set back', () => {
  const { clock, hot } = createFixture();
  expect(hot.touch('a')).toBe(true);
  expect(hot.touch('a')).toBe(false);
  clock.nowMs += 5 * MINUTE_MS;
  expect(hot.touch('a')).toBe(true);
  clock.nowMs -= 60 * MINUTE_MS;
  expect(hot.touch('a')).toBe(true);
});

test('only so many keys are kept: the ones that were not asked for the longest go', () => {
  const { hot } = createFixture();
  for (let number = 0; number < 20_010; number++) hot.touch(`${number}`);
  hot.touch('5');
  const keys = hot.list();
  expect(keys).toHaveLength(20_000);
  expect(keys).not.toContain('9');
  expect(keys).toContain('20009');
});

test('what another replica has told of stays hot for as long as that one may go on reading without telling again', () => {
  const { clock, hot } = createFixture();
  const other = createHotKeys(() => clock.nowMs);
  if (other.touch('a')) hot.learn('a');
  hot.touch('a');
  clock.nowMs += 5 * MINUTE_MS - 1;
  expect(other.touch('a')).toBe(false);
  clock.nowMs += 10 * MINUTE_MS;
  expect(other.list()).toEqual(['a']);
  expect(hot.list()).toEqual(['a']);
  clock.nowMs += MINUTE_MS;
  expect(hot.list()).toEqual([]);
});
