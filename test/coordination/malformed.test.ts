import { beforeAll, describe, expect, test } from 'vitest';
import { REDIS_BINARY, sayWhenSkipped, startRedis, withRedis } from '../support/redis-server.ts';
import { openRedisReplica } from './replicas.ts';

beforeAll(() => sayWhenSkipped('coordination/malformed.test.ts'));

describe.skipIf(REDIS_BINARY === null)('what another version left on Redis', () => {
  test('a message of another form is passed over', async () => {
    await using server = await startRedis();
    await using replica = openRedisReplica(server.url);
    const heard: unknown[] = [];
    replica.coordination.bus.subscribe((message) => heard.push(message));
    const good = JSON.stringify({ sender: 'another', message: 'good' });
    await expect
      .poll(async () => {
        await withRedis(server.url, async (client) => {
          for (const text of ['garbage', 'null', '5', '{}', '{"message":1}', '{"sender":"another"}', good])
            await client.publish('dbt:bus', text);
        });
        return heard;
      })
      .toContain('good');
    expect(new Set(heard)).toEqual(new Set(['good']));
  });

  test.each([
    ['no JSON', (url: string) => withRedis(url, (client) => client.set('dbt:note:n', 'garbage'))],
    ['no text', (url: string) => withRedis(url, (client) => client.hSet('dbt:note:n', 'a', 'b'))],
  ])('a note that is %s is no note', async (_what, leave) => {
    await using server = await startRedis();
    await using replica = openRedisReplica(server.url);
    await expect.poll(replica.connection.isUp).toBe(true);
    await leave(server.url);
    expect(await replica.coordination.notes.read('n')).toBeUndefined();
    replica.coordination.notes.write('n', 1, 60_000);
    await expect.poll(() => replica.coordination.notes.read('n')).toBe(1);
  });
});
