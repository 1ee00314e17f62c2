import { beforeAll, describe, expect, test } from 'vitest';
import type { OuterCache } from '../../src/cache/outer-cache.ts';
import { createRedisCache } from '../../src/cache/redis-cache.ts';
import { createRedisConnection } from '../../src/redis/connection.ts';
import { createOuterMemory } from '../fakes/outer-memory.ts';
import { silent } from '../integrations/builders.ts';
import { PATIENT_MS } from '../support/patience.ts';
import { REDIS_BINARY, sayWhenSkipped, startRedis } from '../support/redis-server.ts';
import { createDiskPlace } from './disk-fixture.ts';
import { textOf } from './outer-cache-contract.ts';
import { createFixture } from './read-through-fixture.ts';
import { KEY } from './sealed-cache-contract.ts';

beforeAll(() => sayWhenSkipped('newer-wins.test.ts'));

/** Two replicas on one cache outside, or two processes on one file. */
interface Shared extends AsyncDisposable {
  readonly caches: readonly [OuterCache, OuterCache];
}

const PLACES: readonly [name: string, open: () => Promise<Shared>][] = [
  ['the stand-in for tests', openMemory],
  ['a cache file', openDisk],
  ...(REDIS_BINARY === null ? [] : [['Redis', openRedis] as [string, () => Promise<Shared>]]),
];

describe.each(PLACES)('over %s', (_name, open) => {
  test('a slow read that lands after a newer one of the same process changes no layer, and is answered with the newer', async () => {
    await using shared = await open();
    const fixture = createFixture({ outer: shared.caches[0] });
    const { source, clock, layers, keysOf } = fixture;
    const gate = Promise.withResolvers<void>();
    source.gate = gate.promise;
    const slow = layers.fromSource(keysOf(['a']));
    source.gate = null;
    source.version = 2;
    clock.nowMs += 10;
    const quick = await layers.fromSource(keysOf(['a']));
    await quick.written;
    gate.resolve();
    const late = await slow;
    await late.written;
    expect(late.entries.get('a')).toBe(quick.entries.get('a'));
    expect(fixture.held('a')).toMatchObject({ value: 'a@2', readAtMs: clock.nowMs });
    expect(textOf(await fixture.getOuter('a'))).toBe('"a@2"');
    expect((await fixture.getOuter('a'))?.readAtMs).toBe(clock.nowMs);
  });

  test('a slow read of one replica leaves what another has read since, there and for who comes next', async () => {
    await using shared = await open();
    const [one, other] = shared.caches;
    const slow = createFixture({ outer: one });
    const gate = Promise.withResolvers<void>();
    slow.source.gate = gate.promise;
    const reading = slow.layers.fromSource(slow.keysOf(['a']));
    const quick = createFixture({ outer: other });
    quick.clock.nowMs += 10;
    quick.source.version = 2;
    await (await quick.layers.fromSource(quick.keysOf(['a']))).written;
    gate.resolve();
    await (await reading).written;
    expect(textOf(await slow.getOuter('a'))).toBe('"a@2"');
    const next = createFixture({ outer: one });
    expect(await next.values('a')).toEqual({ a: 'a@2' });
    expect(next.source.reads).toEqual([]);
  });

  test('an absence that was read later takes the place of a value, and a late value does not bring it back', async () => {
    await using shared = await open();
    const fixture = createFixture({ outer: shared.caches[0] });
    const { source, clock, layers, keysOf } = fixture;
    const gate = Promise.withResolvers<void>();
    source.gate = gate.promise;
    const slow = layers.fromSource(keysOf(['a', 'b']));
    source.gate = null;
    clock.nowMs += 10;
    source.absent.add('a');
    await (await layers.fromSource(keysOf(['a']))).written;
    gate.resolve();
    // The slow one was asked when there was an `a`, and comes back with both.
    source.absent.delete('a');
    await (await slow).written;
    expect(fixture.held('a')?.value).toBeNull();
    expect(fixture.held('b')?.value).toBe('b@1');
    expect(textOf(await fixture.getOuter('a'))).toBeNull();
    expect(textOf(await fixture.getOuter('b'))).toBe('"b@1"');
  });

  test('what the cache outside has from before does not take the place of what memory has', async () => {
    await using shared = await open();
    const fixture = createFixture({ outer: shared.caches[0] });
    const { clock, source, layers, keysOf, setOuter } = fixture;
    await setOuter('a', 'a@0', clock.nowMs);
    source.version = 2;
    clock.nowMs += 10;
    const setMany = shared.caches[0].setMany;
    shared.caches[0].setMany = async () => {};
    await layers.fromSource(keysOf(['a']));
    shared.caches[0].setMany = setMany;
    const found = await layers.fromOuter(keysOf(['a']), () => true);
    expect(found.get('a')).toMatchObject({ value: 'a@2', readAtMs: clock.nowMs });
    expect(fixture.held('a')?.value).toBe('a@2');
  });
});

async function openMemory(): Promise<Shared> {
  const cache = createOuterMemory();
  return { caches: [cache, cache], [Symbol.asyncDispose]: async () => {} };
}

async function openDisk(): Promise<Shared> {
  const place = createDiskPlace();
  return { caches: [place.open(), place.open()], [Symbol.asyncDispose]: place[Symbol.asyncDispose] };
}

async function openRedis(): Promise<Shared> {
  const server = await startRedis();
  const connect = async () => {
    const connection = createRedisConnection({
      url: server.url,
      log: silent,
      onFailure() {},
      deadlineMs: PATIENT_MS,
    });
    await expect.poll(connection.isUp).toBe(true);
    return connection;
  };
  const connections = [await connect(), await connect()] as const;
  const [one, other] = connections;
  return {
    caches: [createRedisCache(one, { keys: [KEY] }), createRedisCache(other, { keys: [KEY] })],
    async [Symbol.asyncDispose]() {
      for (const connection of connections) await connection.close();
      await server[Symbol.asyncDispose]();
    },
  };
}
