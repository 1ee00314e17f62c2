import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OuterCache, StoredEntry } from '../../src/cache/outer-cache.ts';

/** Two users of one place: two replicas on one Redis, two processes on one file. Nothing is stored there yet. */
export interface OpenedCaches extends AsyncDisposable {
  readonly caches: readonly [OuterCache, OuterCache];
}

/** `path` is the last part of a key whose beginning is the one that the product's keys have. */
export const keyOf = (path: string) => `v2/acme/int-1/3/834/node/${path}`;
export const entryOf = (text: string | null, readAtMs: number): StoredEntry => ({
  bytes: text === null ? null : Buffer.from(text),
  readAtMs,
});
/** As it was stored, whatever kind of bytes it comes back in. */
export const textOf = (entry: StoredEntry | undefined): string | null | undefined => {
  if (entry === undefined || entry.bytes === null) return entry === undefined ? undefined : null;
  return Buffer.from(entry.bytes).toString();
};

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const ALL = '';

/** What every outer cache promises. */
export function describeOuterCache(name: string, open: () => Promise<OpenedCaches>): void {
  describe(name, () => {
    test('what one stores the other finds, in the order of the keys; the rest are misses', async () => {
      await using opened = await open();
      const [one, other] = opened.caches;
      await one.setMany(
        new Map([
          [keyOf('a'), entryOf('{"n":1}', 5)],
          [keyOf('b'), entryOf('ü', 6)],
        ]),
      );
      const found = await other.getMany([keyOf('b'), keyOf('none'), keyOf('a'), keyOf('b')]);
      expect(found.map(textOf)).toEqual(['ü', undefined, '{"n":1}', 'ü']);
      expect(found.map((entry) => entry?.readAtMs)).toEqual([6, undefined, 5, 6]);
      expect(await other.getMany([])).toEqual([]);
    });

    test('known absence is kept, and is neither a miss nor an empty value', async () => {
      await using opened = await open();
      const [one, other] = opened.caches;
      await one.setMany(
        new Map([
          [keyOf('absent'), entryOf(null, 7)],
          [keyOf('empty'), entryOf('', 7)],
        ]),
      );
      const [absent, empty, none] = await other.getMany([keyOf('absent'), keyOf('empty'), keyOf('none')]);
      expect(absent).toEqual({ bytes: null, readAtMs: 7 });
      expect(empty?.bytes).toHaveLength(0);
      expect(none).toBeUndefined();
    });

    test('bytes of any kind and size come back as they were, and stay their owner’s', async () => {
      await using opened = await open();
      const [one, other] = opened.caches;
      const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      const large = Buffer.from(
        JSON.stringify(Array.from({ length: 90_000 }, (_, n) => `model.shop.orders_${n}_${n * 7919}`)),
      );
      const values = [every, large, large.subarray(10, 20_000), Buffer.from('pooled')];
      const before = values.map(digest);
      await one.setMany(new Map(values.map((bytes, n) => [keyOf(`${n}`), { bytes, readAtMs: 1 }])));
      const found = await other.getMany(values.map((_, n) => keyOf(`${n}`)));
      expect(found.map((entry) => digest(entry?.bytes ?? Buffer.of()))).toEqual(before);
      expect(values.map(digest)).toEqual(before);
    });

    test('an index of ten megabytes comes back whole', async () => {
      await using opened = await open();
      const [one, other] = opened.caches;
      const bytes = Buffer.from(
        JSON.stringify(
          Array.from({ length: 200_000 }, (_, n) => ({ uniqueId: `model.shop_${n % 9}.orders_${n * 31}` })),
        ),
      );
      expect(bytes.byteLength).toBeGreaterThan(8_000_000);
      await one.setMany(new Map([[keyOf('index'), { bytes, readAtMs: 1 }]]));
      const [found] = await other.getMany([keyOf('index')]);
      expect(digest(found?.bytes ?? Buffer.of())).toBe(digest(bytes));
    });

    test('keys of any letters are each their own', async () => {
      await using opened = await open();
      const [one, other] = opened.caches;
      const text = fc.string({ unit: 'binary', maxLength: 20 });
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(text, { maxLength: 8 }), async (keys) => {
          await one.setMany(new Map(keys.map((key, n) => [key, entryOf(`${n}`, 1)])));
          expect((await other.getMany(keys)).map(textOf)).toEqual(keys.map((_, n) => `${n}`));
          expect(await other.deleteByPrefix(ALL)).toBe(keys.length);
        }),
        { numRuns: 60 },
      );
    });

    test('an entry is never replaced by one read earlier, in whatever order they come; of one time the last written stays', async () => {
      await using opened = await open();
      const writes = fc.array(
        fc.record({
          by: fc.constantFrom(0, 1),
          key: fc.constantFrom('a', 'b'),
          readAtMs: fc.nat({ max: 4 }),
        }),
        { minLength: 1, maxLength: 12 },
      );
      await fc.assert(
        fc.asyncProperty(writes, async (sequence) => {
          const expected = new Map<string, StoredEntry>();
          for (const [n, { by, key, readAtMs }] of sequence.entries()) {
            const entry = entryOf(n % 3 === 0 ? null : `write ${n}`, readAtMs);
            await opened.caches[by === 0 ? 0 : 1].setMany(new Map([[keyOf(key), entry]]));
            if ((expected.get(key)?.readAtMs ?? 0) <= readAtMs) expected.set(key, entry);
          }
          const found = await opened.caches[0].getMany([keyOf('a'), keyOf('b')]);
          for (const [position, key] of ['a', 'b'].entries()) {
            expect(found[position]?.readAtMs).toBe(expected.get(key)?.readAtMs);
            expect(textOf(found[position])).toBe(textOf(expected.get(key)));
          }
          await opened.caches[0].deleteByPrefix(ALL);
        }),
        { numRuns: 40 },
      );
    });

    test('of many that write the same keys at the same time, the one that read last stays', async () => {
      await using opened = await open();
      const keys = Array.from({ length: 30 }, (_, n) => keyOf(`node-${n}`));
      const times = fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8], { minLength: 8 });
      await fc.assert(
        fc.asyncProperty(times, async (order) => {
          await Promise.all(
            order.map((readAtMs, n) =>
              opened.caches[n % 2 === 0 ? 0 : 1].setMany(
                new Map(keys.map((key) => [key, entryOf(`read at ${readAtMs}`, readAtMs)])),
              ),
            ),
          );
          const found = await opened.caches[1].getMany(keys);
          expect(new Set(found.map(textOf))).toEqual(new Set(['read at 8']));
          await opened.caches[0].deleteByPrefix(ALL);
        }),
        { numRuns: 10 },
      );
    });

    test('deleting by prefix takes everything under it and nothing beside it, whatever letters it has', async () => {
      await using opened = await open();
      const [one, other] = opened.caches;
      const text = fc.string({
        unit: fc.constantFrom(
          'a',
          'b',
          '/',
          '/',
          '*',
          '?',
          '[',
          ']',
          '\\',
          '%',
          '_',
          '^',
          '-',
          'ü',
          '\u{1f600}',
          '\u{10ffff}',
          '\0',
          ':',
        ),
        maxLength: 14,
      });
      const prefixed = fc.tuple(
        text,
        fc.uniqueArray(text, { maxLength: 5 }),
        fc.uniqueArray(text, { maxLength: 5 }),
      );
      await fc.assert(
        fc.asyncProperty(prefixed, async ([prefix, under, any]) => {
          const keys = [...new Set([...under.map((rest) => prefix + rest), ...any])];
          await one.setMany(new Map(keys.map((key) => [key, entryOf(key, 1)])));
          const gone = keys.filter((key) => key.startsWith(prefix));
          expect(await other.deleteByPrefix(prefix)).toBe(gone.length);
          expect((await one.getMany(keys)).map(textOf)).toEqual(
            keys.map((key) => (gone.includes(key) ? undefined : key)),
          );
          expect(await one.deleteByPrefix(prefix)).toBe(0);
          await one.deleteByPrefix(ALL);
        }),
        { numRuns: 100 },
      );
    });

    test('an integration’s entries go, in any number, and those of its neighbours stay', async () => {
      await using opened = await open();
      const [one, other] = opened.caches;
      const mine = Array.from({ length: 1500 }, (_, n) => `v2/acme/int-1/${n % 3}/834/node/model.shop.m${n}`);
      const theirs = [
        'v2/acme/int-10/1/834/index/applied',
        'v2/acme2/int-1/1/834/index/applied',
        'v2/acm/int-1/1/8/index/x',
      ];
      await one.setMany(new Map([...mine, ...theirs].map((key) => [key, entryOf(key, 1)])));
      expect(await other.deleteByPrefix('v2/acme/int-1/')).toBe(1500);
      expect((await one.getMany([...theirs, ...mine.slice(0, 3)])).map(textOf)).toEqual([
        ...theirs,
        undefined,
        undefined,
        undefined,
      ]);
    });

    test('what was deleted may be written again, by one that read earlier too', async () => {
      await using opened = await open();
      const [one] = opened.caches;
      await one.setMany(new Map([[keyOf('a'), entryOf('later', 9)]]));
      await one.deleteByPrefix(keyOf(''));
      await one.setMany(new Map([[keyOf('a'), entryOf('earlier', 3)]]));
      expect((await one.getMany([keyOf('a')])).map(textOf)).toEqual(['earlier']);
    });
  });
}
