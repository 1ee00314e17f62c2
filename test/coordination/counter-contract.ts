import { describe, expect, test } from 'vitest';
import type { OpenReplicas } from './replicas.ts';

const MINUTE_MS = 60_000;

export function describeCounters(open: OpenReplicas): void {
  describe('counters', () => {
    test('replicas count together, and see another counter beside theirs', async () => {
      await using replicas = await open();
      const [one, other] = [replicas.one.counters, replicas.other.counters];
      expect(await one.add('n/2', 'n/1', MINUTE_MS)).toMatchObject({ count: 1, other: 0 });
      expect(await other.add('n/2', 'n/1', MINUTE_MS)).toMatchObject({ count: 2, other: 0 });
      expect(await one.add('n/3', 'n/2', MINUTE_MS)).toMatchObject({ count: 1, other: 2 });
      expect(await other.read(['n/3', 'none', 'n/2'])).toEqual([1, 0, 2]);
    });

    test('what was not used is given back, once', async () => {
      await using replicas = await open();
      const [one, other] = [replicas.one.counters, replicas.other.counters];
      await one.add('n', 'm', MINUTE_MS);
      const count = await other.add('n', 'm', MINUTE_MS);
      count?.giveBack();
      count?.giveBack();
      expect(await other.add('n', 'm', MINUTE_MS)).toMatchObject({ count: 2 });
    });

    test('a counter ends by itself; what is given back after that does not begin it anew', async () => {
      await using replicas = await open();
      const { counters } = replicas.one;
      const count = await counters.add('n', 'm', 20);
      await expect.poll(async () => (await counters.add('x', 'n', MINUTE_MS))?.other).toBe(0);
      count?.giveBack();
      expect(await counters.add('n', 'm', MINUTE_MS)).toMatchObject({ count: 1 });
    });
  });
}
