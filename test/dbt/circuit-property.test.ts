import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Asked, createCircuitFixture, failureOf, HOUR_MS, SECOND_MS } from './circuit-fixture.ts';
import { settle } from './guard-fixture.ts';

type Step =
  | { readonly do: 'begin'; readonly eager: boolean }
  | { readonly do: 'succeed' | 'fail' | 'withdraw'; readonly call: number }
  | { readonly do: 'limit'; readonly call: number; readonly retryAfterMs: number }
  | { readonly do: 'wait'; readonly ms: number };

const call = fc.nat(1000);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('begin' as const), eager: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('succeed' as const), call }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('fail' as const), call }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), call }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('limit' as const),
      call,
      retryAfterMs: fc.integer({ min: 1, max: 60 * SECOND_MS }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 10 * SECOND_MS, 29_999, 30_000, 60 * SECOND_MS),
    }),
  },
);

interface Live {
  readonly asked: Asked;
  readonly beganStep: number;
}

/** What the circuit promises, kept beside it in the plainest way. */
function createModel() {
  const { clock, ask } = createCircuitFixture();
  const asked: Asked[] = [];
  const live: Live[] = [];
  let steps = 0;
  let limitEndMs = 0;
  let isOpen = false;
  let openedStep = 0;
  let closedStep = 0;
  let failuresInARow = 0;

  const setOpen = (open: boolean) => {
    isOpen = open;
    if (open) openedStep = steps;
    else closedStep = steps;
    failuresInARow = 0;
  };

  /** Calls that were let in since the last look. */
  function look(): void {
    for (const each of asked.filter(({ state }) => state !== 'waiting')) {
      asked.splice(asked.indexOf(each), 1);
      if (each.state !== 'let in') continue;
      expect(clock.nowMs, 'let in before the end of a rate limit').toBeGreaterThanOrEqual(limitEndMs);
      live.push({ asked: each, beganStep: steps });
    }
    if (!isOpen) return;
    const sinceOpening = live.filter(({ beganStep }) => beganStep > openedStep);
    expect(sinceOpening.length, 'calls between an opening and its outcome').toBeLessThanOrEqual(1);
  }

  function end(
    kind: 'succeed' | 'fail' | 'withdraw' | 'limit',
    position: number,
    retryAfterMs: number,
  ): void {
    const [ended] = live.splice(position % live.length, 1);
    if (ended === undefined) return;
    const { pass } = ended.asked;
    const isFresh = ended.beganStep > Math.max(openedStep, closedStep);
    if (kind === 'withdraw') pass.withdrawn();
    else if (kind === 'limit') {
      pass.failed(failureOf('DBT_RATE_LIMITED', retryAfterMs));
      limitEndMs = Math.max(limitEndMs, clock.nowMs + retryAfterMs);
      setOpen(true);
    } else if (kind === 'succeed') {
      const closing = pass.succeeded();
      expect(closing !== null, 'closes').toBe(isOpen && ended.beganStep > openedStep);
      if (closing !== null) setOpen(false);
      else if (!isOpen) failuresInARow = 0;
    } else {
      const opening = pass.failed(failureOf());
      if (!isOpen) {
        if (ended.beganStep > closedStep) failuresInARow += 1;
        expect(opening !== null, 'opens with the fifth failure in a row').toBe(failuresInARow === 5);
      } else if (!isFresh) expect(opening, 'old news').toBeNull();
      if (opening !== null) setOpen(true);
    }
  }

  return {
    async run(next: Step): Promise<void> {
      steps += 1;
      if (next.do === 'begin') asked.push(ask('k', { eager: next.eager }));
      else if (next.do === 'wait') clock.nowMs += next.ms;
      else if (live.length > 0) end(next.do, next.call, 'retryAfterMs' in next ? next.retryAfterMs : 0);
      // Beginnings count as later than what let them begin.
      await settle();
      steps += 1;
      look();
    },
    /** Once every call has ended and every pause is over, dbt is asked again. */
    async expectToRecover(): Promise<void> {
      while (live.length + asked.length > 0) await this.run({ do: 'withdraw', call: 0 });
      clock.nowMs += HOUR_MS;
      await this.run({ do: 'begin', eager: false });
      expect(live).toHaveLength(1);
    },
  };
}

test('nobody asks before the end of a rate limit, and one call at a time between an opening and its outcome', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const model = createModel();
      for (const next of steps) await model.run(next);
      await model.expectToRecover();
    }),
    { numRuns: 300 },
  );
});
