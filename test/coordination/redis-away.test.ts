import { beforeAll, describe, expect, test } from 'vitest';
import { REDIS_BINARY, sayWhenSkipped, startRedis, withRedis } from '../support/redis-server.ts';
import { openRedisReplica } from './replicas.ts';

beforeAll(() => sayWhenSkipped('coordination/redis-away.test.ts'));

const MINUTE_MS = 60_000;

async function open(options: { readonly started?: boolean } = {}) {
  const { started = true } = options;
  const server = await startRedis({ started });
  const replica = openRedisReplica(server.url);
  if (started) await expect.poll(replica.connection.isUp).toBe(true);
  return {
    server,
    ...replica.coordination,
    async fall(): Promise<void> {
      await server.kill();
      await expect.poll(replica.connection.isUp).toBe(false);
    },
    async rise(): Promise<void> {
      await server.start();
      await expect.poll(replica.connection.isUp).toBe(true);
    },
    async [Symbol.asyncDispose]() {
      await replica[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe.skipIf(REDIS_BINARY === null)('while Redis is away', () => {
  test('a process has its claims, once each; those it made before are not forgotten', async () => {
    await using replica = await open();
    expect(await replica.locks.claim('before', MINUTE_MS)).toBe(true);
    await replica.fall();
    expect(await replica.locks.claim('before', MINUTE_MS)).toBe(false);
    expect(await replica.locks.claim('now', MINUTE_MS)).toBe(true);
    expect(await replica.locks.claim('now', MINUTE_MS)).toBe(false);
  });

  test('a claim that another replica had is no claim of this process', async () => {
    await using replica = await open();
    await withRedis(replica.server.url, (client) => client.set('dbt:claim:c', '1'));
    expect(await replica.locks.claim('c', MINUTE_MS)).toBe(false);
    await replica.fall();
    expect(await replica.locks.claim('c', MINUTE_MS)).toBe(true);
  });

  test('counters say that the others cannot be asked', async () => {
    await using replica = await open({ started: false });
    expect(await replica.counters.add('n', 'm', MINUTE_MS)).toBeNull();
    expect(await replica.counters.read(['n'])).toBeNull();
    await replica.rise();
    expect(await replica.counters.add('n', 'm', MINUTE_MS)).toMatchObject({ count: 1, other: 0 });
  });

  test('a process reads the notes that it wrote itself, and deletes them', async () => {
    await using replica = await open();
    replica.notes.write('before', 1, MINUTE_MS);
    await expect.poll(() => replica.notes.read('before')).toBe(1);
    await replica.fall();
    replica.notes.write('now', 2, MINUTE_MS);
    expect(await replica.notes.read('before')).toBe(1);
    expect(await replica.notes.read('now')).toBe(2);
    replica.notes.delete('before');
    expect(await replica.notes.read('before')).toBeUndefined();
  });

  test('messages are lost, and heard again once it is back', async () => {
    await using replica = await open();
    const heard: unknown[] = [];
    replica.bus.subscribe((message) => heard.push(message));
    await replica.fall();
    replica.bus.publish('lost');
    await replica.rise();
    const text = JSON.stringify({ sender: 'another', message: 'found' });
    await expect
      .poll(async () => {
        await withRedis(replica.server.url, (client) => client.publish('dbt:bus', text));
        return heard;
      })
      .toContain('found');
  });
});
