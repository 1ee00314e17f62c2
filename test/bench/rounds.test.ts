import { expect, test } from 'vitest';
import { ratioOf, speedOf } from '../../scripts/bench/load/rounds.ts';

test('a ratio is the median of the rounds’ own, so that a busy moment of the machine meets both sides', () => {
  const speeds = new Map([
    ['one', [600, 70, 640]],
    ['other', [100, 10, 80]],
  ]);

  expect(ratioOf(speeds, 'one', 'other')).toBe(7);
  expect(speedOf(speeds, 'other')).toBe(80);
});
