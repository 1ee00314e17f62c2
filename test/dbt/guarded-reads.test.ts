import { describe, expect, test } from 'vitest';
import { OwnBudgetError } from '../../src/dbt/errors.ts';
import { createReplica, startHeldDbt } from './held-dbt.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

const many = <T>(times: number, make: () => T): T[] => Array.from({ length: times }, make);

/** A dbt that has failed so often that it is left alone, and a replica whose pause is just over. */
async function startHalfOpen(options: Parameters<typeof createReplica>[1] = {}, status = 503) {
  const dbt = await startHeldDbt();
  const replica = createReplica(dbt.discoveryUrl, options);
  dbt.answerAll(status);
  for (let times = 0; times < 5; times++) await replica.read();
  dbt.hold();
  const before = dbt.requests();
  replica.clock.nowMs += 30 * SECOND_MS;
  return { dbt, replica, asked: () => dbt.requests() - before };
}

describe('a rate limit stays for its time, whatever is in flight beside it', () => {
  test('an answer that comes late, in one process', async () => {
    const dbt = await startHeldDbt();
    const replica = createReplica(dbt.discoveryUrl, { notes: null });
    const reads = [replica.read(), replica.read()];
    const [limited, late] = [await dbt.next(), await dbt.next()];
    limited.answer(429, { 'retry-after': '300' });
    expect(await Promise.race(reads)).toBe('DBT_RATE_LIMITED');
    late.answer(200);
    expect((await Promise.all(reads)).toSorted()).toEqual(['DBT_RATE_LIMITED', 'answer']);
    replica.clock.nowMs += 300 * SECOND_MS - 1;
    expect(await replica.read()).toBe('DBT_RATE_LIMITED');
    expect(dbt.requests()).toBe(2);
    replica.clock.nowMs += 1;
    dbt.answerAll(200);
    expect(await replica.read()).toBe('answer');
  });

  test('an answer that comes late, on the other of two replicas', async () => {
    const dbt = await startHeldDbt();
    const notes = new Map<string, unknown>();
    const [one, other] = [
      createReplica(dbt.discoveryUrl, { notes }),
      createReplica(dbt.discoveryUrl, { notes }),
    ];
    const answered = one.read();
    const late = await dbt.next();
    const refused = other.read();
    (await dbt.next()).answer(429, { 'retry-after': '300' });
    expect(await refused).toBe('DBT_RATE_LIMITED');
    late.answer(200);
    expect(await answered).toBe('answer');
    expect([await one.read(), await other.read()]).toEqual(['DBT_RATE_LIMITED', 'DBT_RATE_LIMITED']);
    expect(dbt.requests()).toBe(2);
  });

  test('the news of another replica that dbt is back', async () => {
    const { dbt, replica } = await startHalfOpen();
    const { clock, notes } = replica;
    const other = createReplica(dbt.discoveryUrl, { notes, clock });
    const refused = other.read();
    const early = await dbt.next();
    const trial = replica.read();
    const answered = await dbt.next();
    early.answer(429, { 'retry-after': '300' });
    expect(await refused).toBe('DBT_RATE_LIMITED');
    answered.answer(200);
    expect(await trial).toBe('answer');
    const before = dbt.requests();
    const third = createReplica(dbt.discoveryUrl, { notes, clock });
    for (const { read } of [replica, other, third]) expect(await read()).toBe('DBT_RATE_LIMITED');
    expect(dbt.requests()).toBe(before);
  });

  test('a shorter limit that another replica meets after it', async () => {
    const dbt = await startHeldDbt();
    const notes = new Map<string, unknown>();
    const replicas = many(3, () => createReplica(dbt.discoveryUrl, { notes }));
    const [one, other, third] = replicas as [
      (typeof replicas)[0],
      (typeof replicas)[0],
      (typeof replicas)[0],
    ];
    const [long, short] = [one.read(), other.read()];
    const [first, second] = [await dbt.next(), await dbt.next()];
    first.answer(429, { 'retry-after': '300' });
    await Promise.race([long, short]);
    second.answer(429, { 'retry-after': '5' });
    expect(await Promise.all([long, short])).toEqual(['DBT_RATE_LIMITED', 'DBT_RATE_LIMITED']);
    third.clock.nowMs += MINUTE_MS;
    expect(await third.read()).toBe('DBT_RATE_LIMITED');
    expect(dbt.requests()).toBe(2);
  });
});

describe('after a pause', () => {
  test('of ten calls at once one asks; when dbt answers it, the nine others go through', async () => {
    const { dbt, replica, asked } = await startHalfOpen();
    const reads = many(10, () => replica.read());
    const trial = await dbt.next();
    expect(asked()).toBe(1);
    dbt.answerAll(200);
    trial.answer(200);
    expect(await Promise.all(reads)).toEqual(many(10, () => 'answer'));
    expect(asked()).toBe(10);
  });

  test.each([
    ['one request', 401, 'DBT_TOKEN_REJECTED', 1],
    ['one call with its retries', 503, 'DBT_UNREACHABLE', 3],
  ])('when dbt fails it, all ten get that failure for %s', async (_what, status, code, requests) => {
    const { dbt, replica, asked } = await startHalfOpen();
    const reads = many(10, () => replica.read());
    const trial = await dbt.next();
    dbt.answerAll(status);
    trial.answer(status);
    expect(await Promise.all(reads)).toEqual(many(10, () => code));
    expect(asked()).toBe(requests);
    replica.clock.nowMs += 30 * SECOND_MS - 1;
    expect(await replica.read()).toBe(code);
    expect(asked()).toBe(requests);
  });

  test('a trial that the own budget stops is none: nobody waits for it, and dbt is asked as soon as there is room', async () => {
    // Five calls of three tries have used it up.
    const { dbt, replica, asked } = await startHalfOpen({ requestsPerMinute: 15 });
    expect(await Promise.all(many(10, () => replica.read()))).toEqual(many(10, () => 'DBT_RATE_LIMITED'));
    const refusal = await replica.failureOf();
    expect(refusal).toBeInstanceOf(OwnBudgetError);
    expect(asked()).toBe(0);
    replica.clock.nowMs += (refusal as OwnBudgetError).retryAfterMs ?? 0;
    dbt.answerAll(200);
    expect(await replica.read()).toBe('answer');
    expect(asked()).toBe(1);
  });

  test('a dbt that answered one replica is asked by the others without a trial', async () => {
    const { dbt, replica } = await startHalfOpen();
    const { notes, clock } = replica;
    const other = createReplica(dbt.discoveryUrl, { notes, clock });
    clock.nowMs -= 15 * SECOND_MS;
    expect(await other.read()).toBe('DBT_UNREACHABLE');
    dbt.answerAll(200);
    expect(await replica.verify()).toBe('answer');
    expect(await Promise.all([other.read(), other.read()])).toEqual(['answer', 'answer']);
  });
});

describe('verification of the same host and token', () => {
  test('that succeeds lets the next read through at once', async () => {
    const { dbt, replica } = await startHalfOpen();
    replica.clock.nowMs -= 29 * SECOND_MS;
    expect(await replica.read()).toBe('DBT_UNREACHABLE');
    dbt.answerAll(200);
    expect(await replica.verify()).toBe('answer');
    expect(await replica.read()).toBe('answer');
  });

  test('that fails leaves readers away, for thirty seconds more', async () => {
    const { dbt, replica, asked } = await startHalfOpen();
    replica.clock.nowMs -= SECOND_MS;
    dbt.answerAll(503);
    expect(await replica.verify()).toBe('DBT_UNREACHABLE');
    replica.clock.nowMs += 30 * SECOND_MS - 1;
    expect(await replica.read()).toBe('DBT_UNREACHABLE');
    expect(asked()).toBe(3);
  });

  test('asks nothing while a rate limit is in force, and goes ahead with another token', async () => {
    const dbt = await startHeldDbt();
    const replica = createReplica(dbt.discoveryUrl);
    dbt.answerAll(429, { 'retry-after': '60' });
    expect(await replica.read()).toBe('DBT_RATE_LIMITED');
    dbt.answerAll(200);
    expect(await replica.verify()).toBe('DBT_RATE_LIMITED');
    expect(dbt.requests()).toBe(1);
    expect(await replica.verify('another-token')).toBe('answer');
    expect(await replica.read()).toBe('DBT_RATE_LIMITED');
    replica.clock.nowMs += MINUTE_MS;
    expect(await replica.verify()).toBe('answer');
  });

  test('spends the budget that reads spend', async () => {
    const dbt = await startHeldDbt();
    const replica = createReplica(dbt.discoveryUrl, { requestsPerMinute: 4 });
    dbt.answerAll(200);
    const outcomes: string[] = [];
    for (const ask of [
      replica.verify,
      replica.read,
      replica.verify,
      replica.read,
      replica.verify,
      replica.read,
    ])
      outcomes.push(await ask());
    expect(outcomes).toEqual([...many(4, () => 'answer'), 'DBT_RATE_LIMITED', 'DBT_RATE_LIMITED']);
    expect(dbt.requests()).toBe(4);
    expect(await replica.verify('another-token')).toBe('answer');
  });
});
