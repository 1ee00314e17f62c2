import { expect, test } from 'vitest';
import { createHotKeys } from '../../../src/environments/changes/hot-keys.ts';

const MINUTE_MS = 60_000;
const keyText = (key: string) => key;

function createFixture() {
  const clock = { nowMs: 1_000_000_000 };
  return { clock, hot: createHotKeys(keyText, () => clock.nowMs) };
}

test('what readers asked for within ten minutes is hot', () => {
  const { clock, hot } = createFixture();
  hot.use('a');
  clock.nowMs += 6 * MINUTE_MS;
  hot.use('b');
  clock.nowMs += 5 * MINUTE_MS;
  expect(hot.list()).toEqual(['b']);
  hot.use('a');
  expect(hot.list()).toEqual(['b', 'a']);
});

test('what readers of another replica ask for is hot, too, and still to be told when it is asked for here', () => {
  const { hot } = createFixture();
  hot.learn('a');
  expect(hot.list()).toEqual(['a']);
  expect(hot.use('a')).toBe(true);
  hot.learn('a');
  expect(hot.use('a')).toBe(false);
});

test('others are to be told of a key at first, then every five minutes, and anew when the clock was set back', () => {
  const { clock, hot } = createFixture();
  expect(hot.use('a')).toBe(true);
  expect(hot.use('a')).toBe(false);
  clock.nowMs += 5 * MINUTE_MS;
  expect(hot.use('a')).toBe(true);
  clock.nowMs -= 60 * MINUTE_MS;
  expect(hot.use('a')).toBe(true);
});

test('only so many keys are kept: the ones that were not asked for the longest go', () => {
  const { hot } = createFixture();
  for (let number = 0; number < 20_010; number++) hot.use(`${number}`);
  hot.use('5');
  const keys = hot.list();
  expect(keys).toHaveLength(20_000);
  expect(keys).not.toContain('9');
  expect(keys).toContain('20009');
});

test('what another replica has told of stays hot for as long as that one may go on reading without telling again', () => {
  const { clock, hot } = createFixture();
  const other = createHotKeys(keyText, () => clock.nowMs);
  if (other.use('a')) hot.learn('a');
  hot.use('a');
  clock.nowMs += 5 * MINUTE_MS - 1;
  expect(other.use('a')).toBe(false);
  clock.nowMs += 10 * MINUTE_MS;
  expect(other.list()).toEqual(['a']);
  expect(hot.list()).toEqual(['a']);
  clock.nowMs += MINUTE_MS;
  expect(hot.list()).toEqual([]);
});

test('two keys of one text are one key, and the last one given is listed', () => {
  const clock = { nowMs: 1_000_000_000 };
  const hot = createHotKeys<{ readonly id: string }>(
    ({ id }) => id,
    () => clock.nowMs,
  );
  const again = { id: 'a' };
  expect([hot.use({ id: 'a' }), hot.use(again)]).toEqual([true, false]);
  expect(hot.list()).toEqual([again]);
  expect(hot.list()[0]).toBe(again);
});

test('what is not hot any more does not take up memory until it is asked for again', () => {
  const { clock, hot } = createFixture();
  hot.use('a');
  clock.nowMs += 4 * MINUTE_MS;
  hot.use('b');
  clock.nowMs += 10 * MINUTE_MS + 1;
  hot.use('c');
  expect(hot.list()).toEqual(['c']);
  clock.nowMs -= 11 * MINUTE_MS;
  // By a clock that was set back to when both were hot, neither is known any more.
  expect(hot.list()).toEqual(['c']);
});
