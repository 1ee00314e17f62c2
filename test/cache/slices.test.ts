import { expect, test } from 'vitest';
import { inSlices } from '../../src/cache/slices.ts';

function everyTurn(work: () => void): { end(): void } {
  let next: NodeJS.Immediate;
  const turn = () => {
    work();
    next = setImmediate(turn);
  };
  next = setImmediate(turn);
  return { end: () => clearImmediate(next) };
}

/** How many items are done in each turn of the event loop. */
async function doneByTurn(count: number, size: number): Promise<readonly number[]> {
  const turns: number[] = [];
  const done: number[] = [];
  const items = Array.from({ length: count }, (_, n) => n);
  let turn = 0;
  // Asked for before each slice asks to go on, so that it is counted first.
  const counter = everyTurn(() => {
    turn += 1;
  });
  const work = inSlices(items, size, (item) => {
    turns[turn] = (turns[turn] ?? 0) + 1;
    done.push(item);
  });
  await work;
  counter.end();
  expect(done).toEqual(items);
  return turns;
}

test.each([
  [0, []],
  [100, [100]],
  [101, [100, 1]],
  [350, [100, 100, 100, 50]],
])('of %d items a hundred are done, then the loop turns', async (count, expected) => {
  expect(await doneByTurn(count, 100)).toEqual(expected);
});

test('work that fails ends there', async () => {
  const done: number[] = [];
  const work = inSlices([1, 2, 3], 1, (item) => {
    if (item === 2) throw new Error('no');
    done.push(item);
  });
  await expect(work).rejects.toThrow('no');
  expect(done).toEqual([1]);
});
