import { expect, it } from 'vitest';
import { createLockQueue, LockedError } from '../../src/integrations/store/lock-queue.ts';

/** A queue whose pauses end when the test says so; `random` 1 makes them as long as they can be. */
function setUp(deadlineMs = 1_000) {
  const pauses: { readonly ms: number; readonly end: () => void }[] = [];
  const queue = createLockQueue({
    deadlineMs,
    wait: (ms) => new Promise<void>((end) => pauses.push({ ms, end })),
    random: () => 1,
  });
  const tries: string[] = [];
  const state = { isLocked: true };
  const work = (name: string) => () => {
    tries.push(name);
    if (state.isLocked) throw new LockedError('locked');
    return name;
  };
  /** Ends the pause that is under way, and lets what follows from that happen. */
  const pause = async () => {
    pauses.at(-1)?.end();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { queue, pauses, tries, state, work, pause };
}

it('does at once what meets no lock', async () => {
  const { queue, state, work, pauses } = setUp();
  state.isLocked = false;
  expect(await queue.run(work('a'))).toBe('a');
  expect(pauses).toEqual([]);
});

it('tries again after pauses that grow to a tenth of a second', async () => {
  const { queue, state, work, pause, pauses, tries } = setUp();
  const done = queue.run(work('a'));
  for (let round = 0; round < 6; round += 1) await pause();
  state.isLocked = false;
  await pause();
  expect(await done).toBe('a');
  expect(pauses.map(({ ms }) => ms)).toEqual([5, 10, 20, 40, 80, 100, 100]);
  expect(tries.length).toBe(8);
});

it('shortens pauses by up to a half, by chance', async () => {
  const waits: number[] = [];
  const { run } = createLockQueue({
    deadlineMs: 5,
    wait: async (ms) => waits.push(ms),
    random: () => 0,
  });
  await expect(
    run(() => {
      throw new LockedError('locked');
    }),
  ).rejects.toThrow('locked');
  expect(waits).toEqual([2.5, 5]);
});

it('lets the first one try for all, and runs all in their order when the lock is gone', async () => {
  const { queue, state, work, pause, tries } = setUp();
  const done = ['a', 'b', 'c'].map((name) => queue.run(work(name)));
  await pause();
  await pause();
  expect(tries).toEqual(['a', 'a', 'a']);
  state.isLocked = false;
  for (let turn = 0; turn < 3; turn += 1) await pause();
  expect(await Promise.all(done)).toEqual(['a', 'b', 'c']);
  expect(tries.slice(3)).toEqual(['a', 'b', 'c']);
});

it('leaves the loop a turn between two that have waited', async () => {
  const { queue, state, work, pause, pauses, tries } = setUp();
  void queue.run(work('a'));
  void queue.run(work('b'));
  state.isLocked = false;
  await pause();
  expect(tries).toEqual(['a', 'a']);
  expect(pauses.at(-1)?.ms).toBe(0);
  await pause();
  expect(tries).toEqual(['a', 'a', 'b']);
});

it('gives each caller its own deadline, with the error of the lock', async () => {
  const { queue, work, pause } = setUp(30);
  const outcomes: string[] = [];
  const run = (name: string) =>
    queue.run(work(name)).catch((error: unknown) => {
      expect(error).toBeInstanceOf(LockedError);
      outcomes.push(name);
    });
  void run('first');
  await pause(); // 5
  await pause(); // 15
  void run('late');
  await pause(); // 35
  expect(outcomes).toEqual(['first']);
  await pause(); // 75
  expect(outcomes).toEqual(['first', 'late']);
});

it('does not wait longer for many callers than for one', async () => {
  const { queue, work, pause, pauses } = setUp(30);
  const outcomes = Promise.allSettled(Array.from({ length: 100 }, (_, n) => queue.run(work(`${n}`))));
  for (let round = 0; round < 3; round += 1) await pause();
  expect((await outcomes).every(({ status }) => status === 'rejected')).toBe(true);
  expect(pauses.map(({ ms }) => ms)).toEqual([5, 10, 20]);
});

it('passes any other error on at once, and goes on with the next', async () => {
  const { queue, state, work, pause } = setUp();
  const broken = queue.run(() => {
    if (state.isLocked) throw new LockedError('locked');
    throw new Error('disk I/O error');
  });
  const next = queue.run(work('next'));
  const outcomes = Promise.allSettled([broken, next]);
  state.isLocked = false;
  await pause();
  await pause();
  expect(await outcomes).toMatchObject([
    { status: 'rejected', reason: { message: 'disk I/O error' } },
    { status: 'fulfilled', value: 'next' },
  ]);
});
