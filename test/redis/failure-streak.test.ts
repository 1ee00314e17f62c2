import { expect, test } from 'vitest';
import { createFailureStreak } from '../../src/redis/failure-streak.ts';

test('is full at the third failure in a row', () => {
  const streak = createFailureStreak(3);
  const failed = () => streak.begin()();
  expect([failed(), failed(), failed(), failed()]).toEqual([false, false, true, true]);
});

test('an answer begins it anew', () => {
  const streak = createFailureStreak(3);
  const failed = () => streak.begin()();
  expect([failed(), failed()]).toEqual([false, false]);
  streak.end();
  expect([failed(), failed(), failed()]).toEqual([false, false, true]);
});

test('commands that were under way together count once', () => {
  const streak = createFailureStreak(2);
  const [one, other, third] = [streak.begin(), streak.begin(), streak.begin()];
  expect([one(), other(), third()]).toEqual([false, false, false]);
  expect(streak.begin()()).toBe(true);
});

test('a failure says nothing where the server has answered since its command was sent', () => {
  const streak = createFailureStreak(1);
  const fail = streak.begin();
  streak.end();
  expect(fail()).toBe(false);
});
