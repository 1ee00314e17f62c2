import { describe, expect, test } from 'vitest';
import type { SharedCache } from '../../src/cache/entry.ts';

/** Two replicas that share a cache. */
export interface Sharing extends AsyncDisposable {
  readonly caches: readonly [SharedCache, SharedCache];
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
  });
}
