import { expect, test } from 'vitest';
import { createCircuitFixture, failureOf, MINUTE_MS, SECOND_MS } from './circuit-fixture.ts';
import { settle } from './guard-fixture.ts';

/** Open after five failures, its pause being over, or open after a rate limit. */
async function createHalfOpen(code: 'DBT_UNREACHABLE' | 'DBT_RATE_LIMITED' = 'DBT_UNREACHABLE') {
  const fixture = createCircuitFixture();
  const times = code === 'DBT_RATE_LIMITED' ? 1 : 5;
  for (let failed = 0; failed < times; failed++) await fixture.fail(code, 30 * SECOND_MS);
  fixture.clock.nowMs += 30 * SECOND_MS;
  return fixture;
}

const askTimes = (ask: ReturnType<typeof createCircuitFixture>['ask'], times: number) =>
  Array.from({ length: times }, () => ask());

test.each(['DBT_UNREACHABLE', 'DBT_RATE_LIMITED'] as const)(
  'after a pause for %s one call tries; the others wait, and go through when it succeeds',
  async (code) => {
    const { ask } = await createHalfOpen(code);
    const [trial, ...others] = askTimes(ask, 10);
    await settle();
    expect(trial?.state).toBe('let in');
    expect(others.map(({ state }) => state)).toEqual(Array(9).fill('waiting'));
    trial?.pass.succeeded();
    await settle();
    expect(others.map(({ state }) => state)).toEqual(Array(9).fill('let in'));
  },
);

test('when it fails they all get its failure, and the pause begins anew', async () => {
  const { clock, ask, isLetIn } = await createHalfOpen();
  const [trial, ...others] = askTimes(ask, 10);
  await settle();
  expect(trial?.pass.failed(failureOf('DBT_TIMEOUT'))).toMatchObject({
    untilMs: clock.nowMs + 30 * SECOND_MS,
  });
  await settle();
  for (const { state, error } of others) {
    expect(state).toBe('kept away');
    expect(error).toMatchObject({ code: 'DBT_TIMEOUT', message: 'said', retryAfterMs: 30 * SECOND_MS });
  }
  clock.nowMs += 30 * SECOND_MS - 1;
  expect(await isLetIn()).toBe(false);
});

test('when it meets a rate limit they all get that', async () => {
  const { ask } = await createHalfOpen();
  const [trial, other] = askTimes(ask, 2);
  await settle();
  trial?.pass.failed(failureOf('DBT_RATE_LIMITED', MINUTE_MS));
  await settle();
  expect(other?.error).toMatchObject({ code: 'DBT_RATE_LIMITED', retryAfterMs: MINUTE_MS });
});

test('after a rate limit a single failure of another kind is no reason to pause: the next call tries', async () => {
  const { ask } = await createHalfOpen('DBT_RATE_LIMITED');
  const [trial, other] = askTimes(ask, 2);
  await settle();
  expect(trial?.pass.failed(failureOf())).toBeNull();
  const [next, last] = askTimes(ask, 2);
  await settle();
  expect(other).toMatchObject({ state: 'kept away', error: { code: 'DBT_UNREACHABLE' } });
  expect([next?.state, last?.state]).toEqual(['let in', 'waiting']);
});

test('a trial that is withdrawn passes to one of those who wait', async () => {
  const { ask } = await createHalfOpen();
  const [trial, next, last] = askTimes(ask, 3);
  await settle();
  trial?.pass.withdrawn();
  await settle();
  expect([next?.state, last?.state]).toEqual(['let in', 'waiting']);
  next?.pass.succeeded();
  await settle();
  expect(last?.state).toBe('let in');
});

test('nobody waits longer than until its own deadline', async () => {
  const { ask } = await createHalfOpen();
  const trial = ask();
  const ending = new AbortController();
  const [patient, hurried, late] = [
    ask(),
    ask('k', { signal: ending.signal }),
    ask('k', { signal: AbortSignal.abort() }),
  ];
  await settle();
  expect([hurried.state, late.state]).toEqual(['waiting', 'kept away']);
  ending.abort();
  await settle();
  expect(hurried).toMatchObject({ state: 'kept away', error: { code: 'DBT_UNREACHABLE', message: 'said' } });
  expect(patient.state).toBe('waiting');
  trial.pass.succeeded();
  await settle();
  expect(patient.state).toBe('let in');
});

test('who has waited too long to be answered gets the failure that is known', async () => {
  const { clock, ask } = await createHalfOpen();
  const trial = ask();
  const [short, enough] = [
    ask('k', { deadlineAtMs: clock.nowMs + 5249 }),
    ask('k', { deadlineAtMs: clock.nowMs + 5250 }),
  ];
  await settle();
  clock.nowMs += 5000;
  trial.pass.succeeded();
  await settle();
  expect([short.state, enough.state]).toEqual(['kept away', 'let in']);
});

test('a trial that outlives its own deadline is given up: the next call tries, for those who wait, too', async () => {
  const { clock, ask } = await createHalfOpen();
  ask('k', { deadlineAtMs: clock.nowMs + 5 * SECOND_MS });
  const waiting = ask();
  await settle();
  clock.nowMs += 5 * SECOND_MS - 1;
  const early = ask();
  await settle();
  clock.nowMs += 1;
  const next = ask();
  await settle();
  const late = ask();
  await settle();
  expect([waiting, early, next, late].map(({ state }) => state)).toEqual([
    ...['waiting', 'waiting', 'let in', 'waiting'],
  ]);
  next.pass.succeeded();
  await settle();
  expect([waiting, early, late].map(({ state }) => state)).toEqual(['let in', 'let in', 'let in']);
});

test('a failure of a call from before disturbs no trial', async () => {
  const { clock, ask, begin, fail } = createCircuitFixture();
  const late = await begin();
  for (let times = 0; times < 5; times++) await fail();
  clock.nowMs += 30 * SECOND_MS;
  const [trial, other] = askTimes(ask, 2);
  await settle();
  late.failed(failureOf());
  const another = ask();
  await settle();
  expect([trial?.state, other?.state, another.state]).toEqual(['let in', 'waiting', 'waiting']);
});

test('a rate limit that is met beside a trial ends the waiting, and stays when the trial succeeds', async () => {
  const { clock, ask, begin, fail, isLetIn } = createCircuitFixture();
  const late = await begin();
  for (let times = 0; times < 5; times++) await fail();
  clock.nowMs += 30 * SECOND_MS;
  const [trial, other] = askTimes(ask, 2);
  await settle();
  late.failed(failureOf('DBT_RATE_LIMITED', MINUTE_MS));
  await settle();
  expect(other).toMatchObject({ state: 'kept away', error: { code: 'DBT_RATE_LIMITED' } });
  expect(trial?.pass.refusal()).toMatchObject({ code: 'DBT_RATE_LIMITED', retryAfterMs: MINUTE_MS });
  expect(trial?.pass.succeeded()).toBeNull();
  expect(await isLetIn()).toBe(false);
});

test('an eager call waits for a trial that is under way, and tries itself when that one fails', async () => {
  const { ask } = await createHalfOpen();
  const trial = ask();
  const [eager, other] = [ask('k', { eager: true }), ask()];
  await settle();
  expect([eager.state, other.state]).toEqual(['waiting', 'waiting']);
  trial.pass.failed(failureOf());
  await settle();
  expect([eager.state, other.state]).toEqual(['let in', 'kept away']);
});
