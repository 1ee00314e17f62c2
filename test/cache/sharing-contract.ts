import { describe, expect, test } from 'vitest';
import type { Coordination } from '../../src/cache/coordination.ts';
import type { SharedCache } from '../../src/cache/entry.ts';

/** Two replicas that share a cache and coordinate. */
export interface Sharing extends AsyncDisposable {
  readonly caches: readonly [SharedCache, SharedCache];
  readonly coordinations: readonly [Coordination, Coordination];
}

/** What every way of sharing promises; `open` gives two replicas with nothing shared yet. */
export function describeSharing(name: string, open: () => Promise<Sharing>): void {
  describe(name, () => {
    test('what one replica stores, the other finds, in the order of the keys; the rest are misses', async () => {
      await using sharing = await open();
      const [one, other] = sharing.caches;
      const large = { text: 'x'.repeat(100_000), list: [1, null, 'ü'] };
      await one.setMany(
        new Map([
          ['t/a', { value: { n: 1 }, readAtMs: 5 }],
          ['t/b', { value: null, readAtMs: 6 }],
          ['t/large', { value: large, readAtMs: 7 }],
        ]),
      );
      expect(await other.getMany(['t/large', 't/none', 't/b', 't/a'])).toEqual([
        { value: large, readAtMs: 7 },
        undefined,
        { value: null, readAtMs: 6 },
        { value: { n: 1 }, readAtMs: 5 },
      ]);
      expect(await other.getMany([])).toEqual([]);
    });

    test('deleting by prefix takes everything under it and nothing beside it, whatever letters it has', async () => {
      await using sharing = await open();
      const [one, other] = sharing.caches;
      const keys = ['v1/a*b/1', 'v1/a*b/2', 'v1/axb/1', 'v1/a[b]/1', 'v1/a?b/1'];
      await one.setMany(new Map(keys.map((key) => [key, { value: key, readAtMs: 1 }])));
      expect(await other.deleteByPrefix('v1/a*b/')).toBe(2);
      expect(await other.deleteByPrefix('v1/a[b]/')).toBe(1);
      const left = await one.getMany(keys);
      expect(left.map((entry) => entry?.value)).toEqual([
        undefined,
        undefined,
        'v1/axb/1',
        undefined,
        'v1/a?b/1',
      ]);
    });

    test('one of two replicas has its claim', async () => {
      await using sharing = await open();
      const [one, other] = sharing.coordinations;
      expect(await Promise.all([one.claim('c', 60_000), other.claim('c', 60_000)])).toContain(true);
      expect(await one.claim('c', 60_000)).toBe(false);
      expect(await other.claim('c', 60_000)).toBe(false);
      expect(await other.claim('d', 60_000)).toBe(true);
    });

    test('one replica works at a time; when it is done, or has failed, the next one may', async () => {
      await using sharing = await open();
      const [one, other] = sharing.coordinations;
      const gate = Promise.withResolvers<void>();
      const working = one.runExclusively('w', 60_000, () => gate.promise);
      await expect.poll(() => other.runExclusively('w', 60_000, async () => {})).toBe(false);
      gate.resolve();
      expect(await working).toBe(true);
      await expect.poll(() => other.runExclusively('w', 60_000, async () => {})).toBe(true);
      await expect
        .poll(() => one.runExclusively('w', 60_000, () => Promise.reject(new Error('no'))).catch(String))
        .toBe('Error: no');
      await expect.poll(() => other.runExclusively('w', 60_000, async () => {})).toBe(true);
    });

    test('counters are counted together, and give back what was not used', async () => {
      await using sharing = await open();
      const [one, other] = sharing.coordinations;
      expect(await one.count('n/2', 'n/1', 60_000)).toMatchObject({ count: 1, other: 0 });
      const second = await other.count('n/2', 'n/1', 60_000);
      expect(second).toMatchObject({ count: 2, other: 0 });
      second?.giveBack();
      expect(await one.count('n/3', 'n/2', 60_000)).toMatchObject({ count: 1, other: 1 });
    });

    test('notes that one replica writes, the other reads', async () => {
      await using sharing = await open();
      const [one, other] = sharing.coordinations;
      expect(await other.read('note')).toBeUndefined();
      one.write('note', { a: [1] }, 60_000);
      await expect.poll(() => other.read('note')).toEqual({ a: [1] });
    });

    test('messages reach the other replica and not their sender', async () => {
      await using sharing = await open();
      const [one, other] = sharing.coordinations;
      const heard: unknown[][] = [[], []];
      one.subscribe((message) => heard[0]?.push(message));
      other.subscribe((message) => heard[1]?.push(message));
      // A listener's connection takes a moment: until it stands, messages are nobody's.
      const afterSending = (from: Coordination, message: unknown, to: 0 | 1) => () => {
        from.publish(message);
        return heard[to];
      };
      await expect.poll(afterSending(one, 'ping', 1)).toContain('ping');
      await expect.poll(afterSending(other, 'pong', 0)).toContain('pong');
      expect(heard[0]).not.toContain('ping');
    });
  });
}
