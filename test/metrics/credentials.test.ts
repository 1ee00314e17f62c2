import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRequestCounter } from '../../src/dbt/budget.ts';
import { createCircuit } from '../../src/dbt/circuit.ts';
import { createCredentials } from '../../src/dbt/credentials.ts';
import { DbtError } from '../../src/dbt/errors.ts';

const PER_MINUTE = 10;
const HOUR_MS = 60 * 60_000;

function createFixture() {
  const clock = { nowMs: 60_000 * 20_000 };
  const now = () => clock.nowMs;
  const circuit = createCircuit(now);
  const counter = createRequestCounter({ now, shared: null });
  const credentials = createCredentials({ counter, circuit, requestsPerMinute: PER_MINUTE, now });
  const keyOf = (number: number) => createHash('sha256').update(String(number)).digest('hex').slice(0, 32);
  return {
    clock,
    credentials,
    async ask(number: number, times = 1) {
      const key = keyOf(number);
      credentials.use(key);
      for (let time = 0; time < times; time++) await counter.count(key);
    },
    async limit(number: number) {
      const deadline = { signal: new AbortController().signal, deadlineAtMs: Number.POSITIVE_INFINITY };
      const pass = await circuit.admit(keyOf(number), deadline);
      pass.failed(new DbtError('DBT_RATE_LIMITED', 'said', { retryAfterMs: 60_000 }));
    },
    find: (number: number) =>
      credentials.list().find(({ credential }) => keyOf(number).startsWith(credential)) ?? null,
    others: () => credentials.list().find(({ credential }) => credential === 'other') ?? null,
  };
}

test('fifty have a name of their own; all others are told as the worst of them', async () => {
  const { ask, limit, find, others, credentials } = createFixture();
  for (let number = 0; number < 5000; number++) await ask(number);
  expect(credentials.list()).toHaveLength(51);
  expect(others()).toEqual({ credential: 'other', remaining: 9, isCircuitOpen: false });
  await ask(4990, 7);
  await limit(4995);
  await ask(3, 5);
  expect(others()).toEqual({ credential: 'other', remaining: 2, isCircuitOpen: true });
  expect(find(3)).toMatchObject({ remaining: 4, isCircuitOpen: false });
  expect(find(4990)).toBeNull();
});

test('a name leaves when it was not used for an hour, and its place is taken by one that is', async () => {
  const { clock, ask, find, others } = createFixture();
  for (let number = 0; number < 51; number++) await ask(number);
  clock.nowMs += HOUR_MS;
  await ask(0);
  await ask(50);
  expect(find(50)).toBeNull();
  clock.nowMs += 1;
  expect(find(1)).toBeNull();
  await ask(50);
  expect(find(50)).not.toBeNull();
  expect(others()).toBeNull();
  expect(find(0)).not.toBeNull();
  clock.nowMs += HOUR_MS + 1;
  expect(find(0)).toBeNull();
});

test('what is left grows as the minute fades, without another request', async () => {
  const { clock, ask, find } = createFixture();
  await ask(1, PER_MINUTE);
  expect(find(1)?.remaining).toBe(0);
  clock.nowMs += 90_000;
  expect(find(1)?.remaining).toBe(5);
  clock.nowMs += 30_000;
  expect(find(1)?.remaining).toBe(PER_MINUTE);
});

test('names never stay longer or grow more than they may, however hosts and tokens come and go', async () => {
  const step = fc.record({
    number: fc.nat(200),
    laterMs: fc.constantFrom(0, 1000, HOUR_MS / 2, HOUR_MS + 1),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 300 }), async (steps) => {
      const { clock, ask, credentials, find } = createFixture();
      const usedAtMs = new Map<number, number>();
      for (const { number, laterMs } of steps) {
        clock.nowMs += laterMs;
        await ask(number);
        usedAtMs.set(number, clock.nowMs);
      }
      const list = credentials.list();
      expect(list.length).toBeLessThanOrEqual(51);
      expect(new Set(list.map(({ credential }) => credential)).size).toBe(list.length);
      for (const [number, atMs] of usedAtMs) {
        if (clock.nowMs - atMs > HOUR_MS) expect(find(number)).toBeNull();
      }
    }),
    { numRuns: 30 },
  );
});
