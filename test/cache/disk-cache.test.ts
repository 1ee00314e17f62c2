import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { OuterCache } from '../../src/cache/outer-cache.ts';
import { createDiskPlace, type DiskPlace, withDatabase } from './disk-fixture.ts';
import { entryOf, keyOf, textOf } from './outer-cache-contract.ts';
import { KEY } from './sealed-cache-contract.ts';

const HOUR_MS = 60 * 60 * 1000;

const store = (cache: OuterCache, path: string, text: string, readAtMs = 1) =>
  cache.setMany(new Map([[keyOf(path), entryOf(text, readAtMs)]]));
const find = async (cache: OuterCache, ...paths: readonly string[]) =>
  (await cache.getMany(paths.map(keyOf))).map(textOf);

/** Everything that stands beside the database, too. */
function bytesOf({ path }: DiskPlace): Buffer {
  const folder = dirname(path);
  return Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
}

/** Does not shrink when it is packed. */
const noise = (bytes: number) => randomBytes(bytes);

describe('a cache file', () => {
  test('is found by the next process, newer entries and all', async () => {
    await using place = createDiskPlace();
    const first = place.open();
    await store(first, 'a', 'newer', 9);
    await first.close();
    const second = place.open();
    await store(second, 'a', 'older', 8);
    expect(await find(second, 'a')).toEqual(['newer']);
    expect(place.said).toEqual({ warn: [], info: [] });
  });

  test('closing waits for what was stored before it, without being waited for', async () => {
    await using place = createDiskPlace();
    const first = place.open();
    const writes = Array.from({ length: 50 }, (_, n) => store(first, `${n}`, `text ${n}`));
    await first.close();
    await Promise.all(writes);
    const paths = Array.from({ length: 50 }, (_, n) => `${n}`);
    expect(await find(place.open(), ...paths)).toEqual(paths.map((n) => `text ${n}`));
  });

  test('once closed, everything is a miss, nothing is stored, and nothing is claimed to be deleted', async () => {
    await using place = createDiskPlace();
    const cache = place.open();
    await store(cache, 'a', 'x');
    await cache.close();
    await cache.close();
    expect(await find(cache, 'a')).toEqual([undefined]);
    await store(cache, 'b', 'y');
    expect(await cache.deleteByPrefix('v2/')).toBeNull();
    expect(await find(place.open(), 'a', 'b')).toEqual(['x', undefined]);
  });

  test('is its owner’s alone, and so is a folder that was made for it', async () => {
    await using place = createDiskPlace();
    const cache = place.open();
    await store(cache, 'a', 'x');
    const modes = readdirSync(dirname(place.path)).map(
      (name) => statSync(join(dirname(place.path), name)).mode & 0o777,
    );
    expect(modes.length).toBeGreaterThan(1);
    expect(new Set(modes)).toEqual(new Set([0o600]));
    expect(statSync(dirname(place.path)).mode & 0o777).toBe(0o700);
  });

  test('shows neither values nor names of nodes, and of a key no more than tenant, ids and part', async () => {
    await using place = createDiskPlace();
    const cache = place.open();
    await store(cache, 'model.shop.secret_orders', 'One row per order.');
    await cache.close();
    const bytes = bytesOf(place);
    expect(bytes.includes('v2/acme/int-1/3/834/node/')).toBe(true);
    for (const hidden of ['secret_orders', 'One row', Buffer.from(KEY.key)])
      expect(bytes.includes(hidden)).toBe(false);
  });

  test('keeps nothing of what was deleted, not even its place', async () => {
    await using place = createDiskPlace();
    const cache = place.open();
    const many = Array.from({ length: 400 }, (_, n): [string, ReturnType<typeof entryOf>] => [
      `v2/removed-tenant/int-1/1/834/node/n${n}`,
      { bytes: noise(3000), readAtMs: 1 },
    ]);
    await cache.setMany(new Map(many));
    await store(cache, 'stays', 'x');
    expect(bytesOf(place).includes('removed-tenant')).toBe(true);
    expect(await cache.deleteByPrefix('v2/removed-tenant/int-1/')).toBe(400);
    await cache.close();
    expect(bytesOf(place).includes('removed-tenant')).toBe(false);
    expect(statSync(place.path).size).toBeLessThan(200_000);
    expect(await find(place.open(), 'stays')).toEqual(['x']);
  });

  test('entries end later than facts may be served, by a clock that may be set', async () => {
    await using place = createDiskPlace();
    const cache = place.open();
    await store(cache, 'a', 'x', 9);
    place.clock.advance(24.5 * HOUR_MS);
    await store(cache, 'b', 'tidies, as is done once an hour');
    expect(await find(cache, 'a')).toEqual(['x']);
    place.clock.advance(HOUR_MS / 2);
    expect(await find(cache, 'a')).toEqual([undefined]);
    // One that has ended stands in nobody's way, whatever time it says.
    await store(cache, 'a', 'y', 3);
    expect(await find(cache, 'a')).toEqual(['y']);
    place.clock.advance(-26 * HOUR_MS);
    await store(cache, 'a', 'z', 1);
    expect(await find(cache, 'a')).toEqual(['z']);
  });

  test('an entry from further ahead than clocks may differ stands in nobody’s way', async () => {
    await using place = createDiskPlace();
    const cache = place.open();
    const nowMs = place.clock.now();
    await store(cache, 'far', 'ahead', nowMs + 60_001);
    await store(cache, 'near', 'ahead', nowMs + 60_000);
    await store(cache, 'far', 'now', nowMs);
    await store(cache, 'near', 'now', nowMs);
    expect(await find(cache, 'far', 'near')).toEqual(['now', 'ahead']);
  });

  test('entries that have ended are deleted, read again or not', async () => {
    await using place = createDiskPlace();
    const cache = place.open();
    await store(cache, 'a', 'x');
    place.clock.advance(26 * HOUR_MS);
    await store(cache, 'b', 'y');
    await cache.close();
    expect(
      withDatabase(place.path, (db) => db.prepare('SELECT count(*) AS rows FROM entries').get()),
    ).toEqual({ rows: 1 });
  });

  test('is bounded in bytes: what was not used for longest makes room, and the file does not outgrow it', async () => {
    await using place = createDiskPlace();
    const cache = place.open({ maxBytes: 2_000_000 });
    const paths = Array.from({ length: 60 }, (_, n) => `${n}`);
    for (const path of paths) {
      await cache.setMany(new Map([[keyOf(path), { bytes: noise(100_000), readAtMs: 1 }]]));
      place.clock.advance(61_000);
      // The first one is in use all the time; use is noted with the minute.
      expect(await find(cache, '0')).toEqual([expect.any(String)]);
    }
    const found = (await cache.getMany(paths.map(keyOf))).map((entry) => entry !== undefined);
    const kept = paths.filter((_, n) => found[n]);
    expect(kept).toHaveLength(18);
    expect(kept).toEqual(['0', ...paths.slice(-17)]);
    await cache.close();
    expect(statSync(place.path).size).toBeLessThan(2_500_000);
  });

  test('a smaller bound than before shrinks the file with the next entry', async () => {
    await using place = createDiskPlace();
    const large = place.open();
    const entries = Array.from({ length: 40 }, (_, n): [string, ReturnType<typeof entryOf>] => [
      keyOf(`${n}`),
      { bytes: noise(100_000), readAtMs: 1 },
    ]);
    await large.setMany(new Map(entries));
    await large.close();
    expect(statSync(place.path).size).toBeGreaterThan(4_000_000);
    const small = place.open({ maxBytes: 1_000_000 });
    await store(small, 'a', 'x');
    await small.close();
    expect(statSync(place.path).size).toBeLessThan(1_500_000);
    expect(await find(place.open(), 'a')).toEqual(['x']);
  });

  test('an entry that is larger than the whole bound is not kept, and costs no other', async () => {
    await using place = createDiskPlace();
    const cache = place.open({ maxBytes: 50_000 });
    await store(cache, 'a', 'x');
    await cache.setMany(new Map([[keyOf('large'), { bytes: noise(60_000), readAtMs: 1 }]]));
    expect(await find(cache, 'a', 'large')).toEqual(['x', undefined]);
  });

  test('an entry that was altered to be of a later time is a miss, and stands in nobody’s way', async () => {
    await using place = createDiskPlace();
    const cache = place.open();
    await store(cache, 'a', 'x', 5);
    withDatabase(place.path, (db) => db.exec('UPDATE entries SET read_at = 1000'));
    expect(await find(cache, 'a')).toEqual([undefined]);
    await store(cache, 'a', 'y', 6);
    expect(await find(cache, 'a')).toEqual(['y']);
  });

  test('in memory, it ends with the process, and makes no file', async () => {
    await using place = createDiskPlace();
    const cache = place.open({ path: ':memory:' });
    await store(cache, 'a', 'x');
    expect(await find(cache, 'a')).toEqual(['x']);
    await cache.close();
    expect(existsSync(':memory:')).toBe(false);
  });
});

describe('the worker that holds the file', () => {
  test('when it dies, everything is a miss until another one has taken over', async () => {
    await using place = createDiskPlace();
    const cache = place.open();
    await store(cache, 'a', 'x');
    const asked = [find(cache, 'a'), store(cache, 'b', 'y'), cache.deleteByPrefix('v2/other/')] as const;
    await place.workers[0]?.terminate();
    const [found, , deleted] = await Promise.all(asked);
    expect([[undefined], ['x']]).toContainEqual(found);
    expect([null, 0]).toContain(deleted);
    expect(await find(cache, 'a')).toEqual([undefined]);
    await expect.poll(() => find(cache, 'a')).toEqual(['x']);
    expect(place.workers).toHaveLength(2);
    expect(place.said.warn).toEqual([
      expect.stringContaining(`The worker that holds the cache file ${place.path} ended`),
    ]);
  });

  test('a reader waits for it no longer than the deadline; until its late answer nobody else waits', async () => {
    await using place = createDiskPlace();
    const cache = place.open();
    await store(cache, 'a', 'x');
    await cache.close();
    const slow = place.open({ deadlineMs: 1 });
    const waits: number[] = [];
    const plain = globalThis.setTimeout;
    // Timers are what a deadline is made of. This one is over before any worker has started.
    globalThis.setTimeout = ((work: () => void, ms: number) => {
      waits.push(ms);
      return plain(work, 0);
    }) as typeof setTimeout;
    try {
      expect(await find(slow, 'a')).toEqual([undefined]);
      expect(await find(slow, 'a')).toEqual([undefined]);
    } finally {
      globalThis.setTimeout = plain;
    }
    expect(waits).toEqual([expect.closeTo(1000, 0)]);
    await expect.poll(() => find(slow, 'a')).toEqual(['x']);
  });

  test('an answer that came in while this process was busy with itself is not late', async () => {
    await using place = createDiskPlace();
    const cache = place.open({ deadlineMs: 100 });
    await expect.poll(() => store(cache, 'a', 'x').then(() => find(cache, 'a'))).toEqual(['x']);
    // Begun where the loop goes on to timers: the deadline's own comes before any message.
    await new Promise((resolve) => setImmediate(resolve));
    const answer = find(cache, 'a');
    // Far beyond the deadline nothing of this process goes on, but its worker does.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
    expect(await answer).toEqual(['x']);
  });
});
