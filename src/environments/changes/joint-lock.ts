import type { Lock, Locks } from '../../coordination/lock.ts';

/**
 * Runs work by one replica at a time; false when another replica is at it. Works of this process share the lock, so that what they ask for
 * side by side becomes one request.
 */
export function createJointLock(locks: Locks, name: string): (work: () => Promise<void>) => Promise<boolean> {
  let held: { readonly lock: Promise<Lock | null>; holders: number } | null = null;
  /** Until then this process would take itself for another one. */
  let released: Promise<void> = Promise.resolve();

  return async (work) => {
    const mine = held ?? { lock: released.then(() => locks.acquire(name)), holders: 0 };
    held = mine;
    mine.holders += 1;
    try {
      if ((await mine.lock) === null) return false;
      await work();
      return true;
    } finally {
      mine.holders -= 1;
      if (mine.holders === 0) {
        held = null;
        released = mine.lock.then(
          (lock) => lock?.release(),
          () => {},
        );
        await released;
      }
    }
  };
}
