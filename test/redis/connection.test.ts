import { expect, test } from 'vitest';
import { createRedisConnection } from '../../src/redis/connection.ts';
import { createFakeTimers, settled } from '../support/fake-timers.ts';
import { startSilentServer } from './silent-server.ts';

/** A connection to a server that answers as it is told, by a clock that is turned. */
async function open() {
  const server = await startSilentServer();
  const timers = createFakeTimers();
  const said: string[] = [];
  const failures = { count: 0 };
  const say = (_fields: unknown, sentence: string) => said.push(sentence);
  const connection = createRedisConnection({
    url: server.url,
    log: { debug: say, info: say, warn: say, error: say },
    onFailure: () => {
      failures.count += 1;
    },
    timers,
  });
  await expect.poll(connection.isUp).toBe(true);
  const get = () => connection.run(() => connection.client.get('a'));
  return {
    server,
    timers,
    said,
    failures,
    connection,
    get,
    /** Sends commands together, and lets the deadline pass without an answer. */
    async miss(commands = 1): Promise<void> {
      const sent = Array.from({ length: commands }, get);
      timers.advance(50);
      for (const answer of await Promise.all(sent)) expect(answer).toBeUndefined();
    },
    async [Symbol.asyncDispose]() {
      await connection.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

test('one slow command is a miss for that command only: Redis is down after three in a row', async () => {
  await using fixture = await open();
  fixture.server.set('silent');
  await fixture.miss();
  await fixture.miss();
  expect(fixture.connection.isUp()).toBe(true);
  expect(fixture.said).toEqual([]);
  fixture.server.set('answering');
  expect(await fixture.get()).toBeNull();
  fixture.server.set('silent');
  await fixture.miss();
  await fixture.miss();
  expect(fixture.connection.isUp()).toBe(true);
  await fixture.miss();
  expect(fixture.connection.isUp()).toBe(false);
  expect(fixture.failures.count).toBe(5);
});

test('commands that wait behind the same slow one count once', async () => {
  await using fixture = await open();
  fixture.server.set('silent');
  await fixture.miss(10);
  await fixture.miss(10);
  expect(fixture.connection.isUp()).toBe(true);
  await fixture.miss(10);
  expect(fixture.connection.isUp()).toBe(false);
});

test('what this process missed while it was blocked is no failure', async () => {
  await using fixture = await open();
  fixture.server.set('silent');
  for (let times = 0; times < 5; times++) {
    const sent = fixture.get();
    fixture.timers.block(200);
    await settled();
    fixture.timers.block(200);
    expect(await sent).toBeUndefined();
  }
  expect(fixture.failures.count).toBe(0);
  expect(fixture.connection.isUp()).toBe(true);
  expect(fixture.said).toEqual([]);
});

test('while it is down nothing is sent but one PING, whose answer brings it back', async () => {
  await using fixture = await open();
  const { server, connection, timers } = fixture;
  server.set('silent');
  for (let times = 0; times < 3; times++) await fixture.miss();
  for (let second = 0; second < 30; second++) {
    expect(await fixture.get()).toBeUndefined();
    timers.advance(1000);
    await settled();
    timers.advance(50);
    await settled();
  }
  await expect.poll(() => server.commands).toEqual(['GET', 'GET', 'GET', 'PING']);
  expect(connection.isUp()).toBe(false);
  expect(fixture.failures.count).toBe(3);
  expect(fixture.said).toEqual([
    'the shared cache does not answer; facts come from memory and dbt until it does',
  ]);
  server.set('answering');
  await expect
    .poll(() => {
      timers.advance(1000);
      return connection.isUp();
    })
    .toBe(true);
  expect(await fixture.get()).toBeNull();
  expect(fixture.said.slice(1)).toEqual(['the shared cache answers again']);
});

test('a command waits no longer than its deadline, which a request may bear', async () => {
  await using fixture = await open();
  fixture.server.set('silent');
  const outcome = { isKnown: false };
  const sent = fixture.get().then(() => {
    outcome.isKnown = true;
  });
  fixture.timers.advance(49);
  await settled();
  expect(outcome.isKnown).toBe(false);
  fixture.timers.advance(1);
  await sent;
  expect(fixture.timers.count()).toBe(0);
});

test('a connection that was closed leaves no timer behind', async () => {
  await using fixture = await open();
  fixture.server.set('silent');
  for (let times = 0; times < 3; times++) await fixture.miss();
  expect(fixture.timers.count()).toBe(1);
  await fixture.connection.close();
  expect(fixture.timers.count()).toBe(0);
});
