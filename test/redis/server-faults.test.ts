import { beforeAll, describe, expect, test } from 'vitest';
import { createRedisConnection } from '../../src/redis/connection.ts';
import { PATIENT_MS } from '../support/patience.ts';
import {
  REDIS_BINARY,
  type RedisServer,
  sayWhenSkipped,
  startRedis,
  withRedis,
} from '../support/redis-server.ts';

beforeAll(() => sayWhenSkipped('redis/server-faults.test.ts'));

interface OpenOptions {
  readonly started?: boolean;
  readonly deadlineMs?: number;
}

/** A connection to a server of its own, with the number of failures and the log. A busy machine may make the server late. */
async function open({ started = true, deadlineMs = PATIENT_MS }: OpenOptions = {}) {
  const server = await startRedis({ started });
  const failures = { count: 0 };
  const said: string[] = [];
  const say = (_fields: unknown, sentence: string) => said.push(sentence);
  const connection = createRedisConnection({
    url: server.url,
    log: { debug: say, info: say, warn: say, error: say },
    onFailure: () => {
      failures.count += 1;
    },
    deadlineMs,
  });
  if (started) await expect.poll(connection.isUp).toBe(true);
  return {
    server,
    connection,
    failures,
    said,
    get: (key: string) => connection.run(() => connection.client.get(key)),
    set: (key: string, value: string) => connection.run(() => connection.client.set(key, value)),
    async [Symbol.asyncDispose]() {
      await connection.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const getsOf = ({ url }: RedisServer) =>
  withRedis(url, async (client) => {
    const stats = await client.info('commandstats');
    return Number(/cmdstat_get:calls=(\d+)/.exec(stats)?.[1] ?? 0);
  });

/** Holds the event loop: nothing else runs in this process meanwhile. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe.skipIf(REDIS_BINARY === null)('a connection to Redis', () => {
  test('a process that is blocked for longer than the deadline gets its answers, and takes nothing for an outage', async () => {
    await using fixture = await open({ deadlineMs: 500 });
    await fixture.set('a', 'x');
    // The one is sent before the process is blocked, its answer waits in the socket; the other is not even sent.
    const sent = fixture.get('a');
    await new Promise((resolve) => setImmediate(resolve));
    const unsent = fixture.get('a');
    block(700);
    expect(await Promise.all([sent, unsent])).toEqual(['x', 'x']);
    expect(fixture.connection.isUp()).toBe(true);
    expect(fixture.failures.count).toBe(0);
    expect(fixture.said).toEqual([]);
  });

  test('a refusal is an answer: it is counted, and brings nothing down', async () => {
    await using fixture = await open();
    await withRedis(fixture.server.url, (client) => client.hSet('hash', 'a', 'b'));
    for (let times = 0; times < 5; times++) expect(await fixture.get('hash')).toBeUndefined();
    expect(fixture.failures.count).toBe(5);
    expect(fixture.connection.isUp()).toBe(true);
  });

  test('down at the start: commands are skipped at once; it is used as soon as it is there', async () => {
    await using fixture = await open({ started: false });
    expect(await fixture.get('a')).toBeUndefined();
    expect(fixture.failures.count).toBe(0);
    await expect.poll(() => fixture.said.length).toBe(1);
    await fixture.server.start();
    await expect.poll(fixture.connection.isUp).toBe(true);
    await fixture.set('a', 'x');
    expect(await fixture.get('a')).toBe('x');
    expect(fixture.said).toEqual([
      'the shared cache is away; facts come from memory and dbt until it is back',
      'the shared cache answers again',
    ]);
  });

  test('hanging: after three commands that are late nothing is sent until it answers a PING', async () => {
    await using fixture = await open({ deadlineMs: 50 });
    const before = await getsOf(fixture.server);
    fixture.server.hang();
    let sent = 0;
    for (; fixture.connection.isUp(); sent++) expect(await fixture.get('a')).toBeUndefined();
    expect(sent).toBeGreaterThanOrEqual(3);
    for (let times = 0; times < 100; times++) expect(await fixture.get('a')).toBeUndefined();
    expect(fixture.failures.count).toBe(3);
    fixture.server.resume();
    await expect.poll(fixture.connection.isUp).toBe(true);
    expect(await getsOf(fixture.server)).toBe(before + sent);
    await expect.poll(() => fixture.get('a')).toBeNull();
    expect(fixture.said).toEqual([
      'the shared cache does not answer; facts come from memory and dbt until it does',
      'the shared cache answers again',
    ]);
  });

  test('killed: commands in flight and after it are misses; it is used again when it is back', async () => {
    await using fixture = await open();
    await fixture.set('a', 'x');
    fixture.server.hang();
    const inFlight = fixture.get('a');
    await fixture.server.kill();
    expect(await inFlight).toBeUndefined();
    expect(await fixture.get('a')).toBeUndefined();
    await fixture.server.start();
    await expect.poll(fixture.connection.isUp).toBe(true);
    await fixture.set('a', 'y');
    expect(await fixture.get('a')).toBe('y');
  });

  test.each(['away', 'up', 'hanging', 'killed'])('closing works while the server is %s', async (state) => {
    await using fixture = await open({ started: state !== 'away' });
    if (state === 'hanging') fixture.server.hang();
    if (state === 'killed') await fixture.server.kill();
    await fixture.connection.close();
    await fixture.connection.close();
    expect(fixture.connection.isUp()).toBe(false);
    expect(await fixture.get('a')).toBeUndefined();
  });
});
