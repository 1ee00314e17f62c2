import { createClient, type RedisClientType } from '@redis/client';
import { beforeAll, describe, expect, test } from 'vitest';
import { subscribeTo } from '../../src/redis/subscription.ts';
import {
  REDIS_BINARY,
  type RedisServer,
  sayWhenSkipped,
  startRedis,
  withRedis,
} from '../support/redis-server.ts';

beforeAll(() => sayWhenSkipped('redis/subscription.test.ts'));

/** A client that listens to the channel `c`, of a server that is not started yet. */
async function open() {
  const server = await startRedis({ started: false });
  const client = createClient({
    url: server.url,
    disableOfflineQueue: true,
    socket: { reconnectStrategy: 50 },
  }) as RedisClientType;
  client.on('error', () => undefined);
  client.connect().catch(() => undefined);
  const heard: string[] = [];
  subscribeTo(client, 'c', (text) => heard.push(text));
  return {
    server,
    client,
    heard,
    /** Sends until it was heard. */
    async expectHeard(text: string): Promise<void> {
      await expect
        .poll(async () => {
          await withRedis(server.url, (sender) => sender.publish('c', text));
          return heard;
        })
        .toContain(text);
    },
    async [Symbol.asyncDispose]() {
      if (client.isOpen) client.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}

const subscribers = ({ url }: RedisServer) =>
  withRedis(url, async (client) => (await client.pubSubNumSub(['c'])).c ?? 0);

describe.skipIf(REDIS_BINARY === null)('a subscription', () => {
  test('hears what is sent, also of a server that started later, was restarted, or cut its connection', async () => {
    await using fixture = await open();
    const { server, expectHeard } = fixture;
    await server.start();
    await expectHeard('started');
    await withRedis(server.url, (client) => client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'pubsub']));
    await expectHeard('cut');
    await server.kill();
    await server.start();
    await expectHeard('restarted');
    expect(await subscribers(server)).toBe(1);
  });

  test('hears each message once, however often it connected', async () => {
    await using fixture = await open();
    const { server, heard, expectHeard } = fixture;
    await server.start();
    await expectHeard('started');
    await withRedis(server.url, (client) => client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'pubsub']));
    await expect.poll(() => subscribers(server)).toBe(1);
    await withRedis(server.url, (client) => client.publish('c', 'once'));
    await withRedis(server.url, (client) => client.publish('c', 'last'));
    await expect.poll(() => heard).toContain('last');
    expect(heard.filter((text) => text === 'once')).toEqual(['once']);
  });

  test('ends with its client', async () => {
    await using fixture = await open();
    await fixture.server.start();
    await fixture.expectHeard('started');
    fixture.client.destroy();
    await expect.poll(() => subscribers(fixture.server)).toBe(0);
  });
});
