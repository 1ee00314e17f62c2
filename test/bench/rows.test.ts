import { expect, test } from 'vitest';
import { times, toRow } from '../../scripts/support/rows.ts';

const atMost = (value: number | null) => verdict(value, { must: 250, aim: 50 });
const atLeast = (value: number | null) => verdict(value, { must: 6, aim: 10, isLeast: true });

function verdict(value: number | null, limits: { must: number; aim: number; isLeast?: boolean }) {
  return toRow({ figure: 'a figure', value, show: times, waitedMs: 0, limits }).verdict;
}

test('what must be small is judged by its upper bounds, with the bounds themselves', () => {
  expect([50, 51, 250, 251].map(atMost)).toEqual(['aim reached', 'kept', 'kept', 'MISSED']);
});

test('what must be large is judged by its lower bounds, with the bounds themselves', () => {
  expect([10, 9.9, 6, 5.9].map(atLeast)).toEqual(['aim reached', 'kept', 'kept', 'MISSED']);
});

test('what could not be measured, or came out as no number, misses both', () => {
  expect([null, Number.NaN].flatMap((value) => [atMost(value), atLeast(value)])).toEqual([
    'MISSED',
    'MISSED',
    'MISSED',
    'MISSED',
  ]);
});
