import { describe, expect, test } from 'vitest';
import type { Lock } from '../../src/coordination/lock.ts';
import type { OpenReplicas } from './replicas.ts';

const MINUTE_MS = 60_000;

export function describeLocks(open: OpenReplicas): void {
  describe('locks', () => {
    test('one of two replicas has its claim', async () => {
      await using replicas = await open();
      const [one, other] = [replicas.one.locks, replicas.other.locks];
      const claims = await Promise.all([one.claim('c', MINUTE_MS), other.claim('c', MINUTE_MS)]);
      expect(claims.toSorted()).toEqual([false, true]);
      expect(await one.claim('c', MINUTE_MS)).toBe(false);
      expect(await other.claim('c', MINUTE_MS)).toBe(false);
      expect(await other.claim('d', MINUTE_MS)).toBe(true);
    });

    test('a claim ends by itself', async () => {
      await using replicas = await open();
      expect(await replicas.one.locks.claim('c', 20)).toBe(true);
      await expect.poll(() => replicas.other.locks.claim('c', MINUTE_MS)).toBe(true);
    });

    test('one caller holds a lock at a time, in one process and in several; once it is released the next one may', async () => {
      await using replicas = await open();
      const [one, other] = [replicas.one.locks, replicas.other.locks];
      const lock = held(await one.acquire('l'));
      expect(await one.acquire('l')).toBeNull();
      expect(await other.acquire('l')).toBeNull();
      held(await other.acquire('m'));
      await lock.release();
      const next = held(await other.acquire('l'));
      expect(await one.acquire('l')).toBeNull();
      expect(lock.signal.aborted).toBe(false);
      await next.release();
    });

    test('of callers who ask at the same time one gets the lock', async () => {
      await using replicas = await open();
      const asked = Array.from({ length: 20 }, (_, number) =>
        (number % 2 === 0 ? replicas.one : replicas.other).locks.acquire('l'),
      );
      expect((await Promise.all(asked)).filter((lock) => lock !== null)).toHaveLength(1);
    });

    test('who releases twice takes the lock from nobody', async () => {
      await using replicas = await open();
      const lock = held(await replicas.one.locks.acquire('l'));
      await lock.release();
      held(await replicas.one.locks.acquire('l'));
      await lock.release();
      expect(await replicas.one.locks.acquire('l')).toBeNull();
      expect(await replicas.other.locks.acquire('l')).toBeNull();
    });

    test('a claim and a lock of the same name do not meet', async () => {
      await using replicas = await open();
      expect(await replicas.one.locks.claim('n', MINUTE_MS)).toBe(true);
      held(await replicas.one.locks.acquire('n'));
    });
  });
}

export function held(lock: Lock | null): Lock {
  if (lock === null) throw new Error('The lock is free, and was not given');
  return lock;
}
