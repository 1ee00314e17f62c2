import { describe, expect, test } from 'vitest';
import type { OuterCache } from '../../src/cache/outer-cache.ts';
import { entryOf, keyOf, textOf } from './outer-cache-contract.ts';

/** A place that others may write to, as the cache sees it that was given these keys. */
export interface SealedPlace extends AsyncDisposable {
  /** The former one is closed, where only one may be open at a time. */
  openWith(keys: readonly CacheKey[]): Promise<OuterCache>;
  /** Puts what stands under one key under another one, past the cache. */
  copy(from: string, to: string): Promise<void>;
}

export interface CacheKey {
  readonly id: string;
  readonly key: Uint8Array;
}

const keyNamed = (id: string, byte: number): CacheKey => ({ id, key: new Uint8Array(32).fill(byte) });
export const KEY = keyNamed('first', 1);
export const OTHER_KEY = keyNamed('other', 2);

/** What every outer cache promises that others can reach. */
export function describeSealedCache(name: string, open: () => Promise<SealedPlace>): void {
  describe(name, () => {
    test('an entry that was copied from one key to another is a miss there, and is replaced by the next one', async () => {
      await using place = await open();
      const cache = await place.openWith([KEY]);
      const [mine, theirs] = ['v2/acme/int-1/1/834/node/m', 'v2/beta/int-2/1/834/node/m'];
      await cache.setMany(
        new Map([
          [theirs, entryOf('of beta', 9)],
          [mine, entryOf('of acme', 3)],
        ]),
      );
      await place.copy(theirs, mine);
      expect((await cache.getMany([mine, theirs])).map(textOf)).toEqual([undefined, 'of beta']);
      await cache.setMany(new Map([[mine, entryOf('of acme again', 9)]]));
      expect((await cache.getMany([mine])).map(textOf)).toEqual(['of acme again']);
    });

    test('what was written under a key that is not known is missed, and can be written anew', async () => {
      await using place = await open();
      const keys = [keyOf('a'), keyOf('b')];
      await (await place.openWith([KEY])).setMany(new Map(keys.map((key) => [key, entryOf('first', 1)])));
      const cache = await place.openWith([OTHER_KEY]);
      expect((await cache.getMany(keys)).map(textOf)).toEqual([undefined, undefined]);
      await cache.setMany(new Map([[keyOf('a'), entryOf('second', 2)]]));
      expect((await cache.getMany(keys)).map(textOf)).toEqual(['second', undefined]);
    });

    test('while keys are changed, what was written under the old one is found; what is written needs the new one alone', async () => {
      await using place = await open();
      await (await place.openWith([KEY])).setMany(new Map([[keyOf('a'), entryOf('old', 1)]]));
      const changing = await place.openWith([OTHER_KEY, KEY]);
      expect((await changing.getMany([keyOf('a')])).map(textOf)).toEqual(['old']);
      await changing.setMany(new Map([[keyOf('b'), entryOf('new', 1)]]));
      const changed = await place.openWith([OTHER_KEY]);
      expect((await changed.getMany([keyOf('b')])).map(textOf)).toEqual(['new']);
    });
  });
}
