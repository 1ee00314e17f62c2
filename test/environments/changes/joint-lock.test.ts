import { expect, test } from 'vitest';
import { createLocalLocks, type Lock, type Locks } from '../../../src/coordination/lock.ts';
import { createJointLock } from '../../../src/environments/changes/joint-lock.ts';

/** Locks among replicas, of which each sees the others' and its own. Counts what is acquired. */
function createFixture() {
  const local = createLocalLocks(() => 0);
  const events: string[] = [];
  const gates = { release: null as Promise<void> | null };
  const locks: Locks = {
    ...local,
    async acquire(name) {
      const lock = await local.acquire(name);
      events.push(lock === null ? 'refused' : 'acquired');
      return lock === null ? null : { ...lock, release: () => release(lock) };
    },
  };
  async function release(lock: Lock): Promise<void> {
    events.push('releasing');
    await gates.release;
    await lock.release();
  }
  return { locks: local, events, gates, joint: createJointLock(locks, 'refresh') };
}

/** Work that goes on until it is told to end. */
function createWork() {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const work = () => {
    begun.resolve();
    return promise;
  };
  return { work, begun: begun.promise, end: resolve, fail: reject };
}

test('works of one process share the lock, which is released after the last of them', async () => {
  const { joint, events, locks } = createFixture();
  const [first, second, third] = [createWork(), createWork(), createWork()];
  const done = [joint(first.work), joint(second.work)];
  await Promise.all([first.begun, second.begun]);
  first.end();
  expect(await done[0]).toBe(true);
  done.push(joint(third.work));
  await third.begun;
  second.end();
  expect(await done[1]).toBe(true);
  expect(await locks.acquire('refresh')).toBeNull();
  third.end();
  expect(await done[2]).toBe(true);
  expect(events).toEqual(['acquired', 'releasing']);
  expect(await locks.acquire('refresh')).not.toBeNull();
});

test('while another replica is at it nothing is done, and the lock is not taken from it', async () => {
  const { joint, locks, events } = createFixture();
  const other = await locks.acquire('refresh');
  const work = createWork();
  expect(await Promise.all([joint(work.work), joint(work.work)])).toEqual([false, false]);
  expect(events).toEqual(['refused']);
  expect(await locks.acquire('refresh')).toBeNull();
  await other?.release();
  work.end();
  expect(await joint(work.work)).toBe(true);
});

test('work that fails rejects, costs no other, and leaves no lock behind', async () => {
  const { joint, locks } = createFixture();
  const [bad, good] = [createWork(), createWork()];
  const done = [joint(bad.work), joint(good.work)] as const;
  await good.begun;
  bad.fail(new Error('away'));
  await expect(done[0]).rejects.toThrow('away');
  good.end();
  expect(await done[1]).toBe(true);
  expect(await locks.acquire('refresh')).not.toBeNull();
});

test('work that comes while the lock is being released does not take this process for another one', async () => {
  const { joint, events, gates } = createFixture();
  const gate = Promise.withResolvers<void>();
  gates.release = gate.promise;
  const first = joint(async () => {});
  await expect.poll(() => events).toContain('releasing');
  const second = joint(async () => {});
  gate.resolve();
  expect(await Promise.all([first, second])).toEqual([true, true]);
});

test('a lock that could not be asked for rejects once, and is asked for again', async () => {
  const local = createLocalLocks(() => 0);
  let isAway = true;
  const joint = createJointLock(
    { ...local, acquire: (name) => (isAway ? Promise.reject(new Error('away')) : local.acquire(name)) },
    'refresh',
  );
  await expect(joint(async () => {})).rejects.toThrow('away');
  isAway = false;
  expect(await joint(async () => {})).toBe(true);
});
