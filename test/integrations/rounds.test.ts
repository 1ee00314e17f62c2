import { expect, it } from 'vitest';
import { createRounds } from '../../src/integrations/rounds.ts';

/** Rounds that end, and a timer that fires, when the test says so. */
function setUp() {
  const timers: { readonly delayMs: number; isCancelled: boolean; readonly fire: () => void }[] = [];
  const under: PromiseWithResolvers<number>[] = [];
  const rounds = createRounds(
    () => {
      const round = Promise.withResolvers<number>();
      under.push(round);
      return round.promise;
    },
    (run, delayMs) => {
      const timer = { delayMs, isCancelled: false, fire: run };
      timers.push(timer);
      return () => {
        timer.isCancelled = true;
      };
    },
  );
  const armed = () => timers.filter(({ isCancelled }) => !isCancelled).map(({ delayMs }) => delayMs);
  const fire = () => {
    const timer = timers.find(({ isCancelled }) => !isCancelled);
    if (timer === undefined) throw new Error('No timer is armed.');
    timer.isCancelled = true;
    timer.fire();
  };
  const end = async (nextMs: number) => {
    under.at(-1)?.resolve(nextMs);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { rounds, under, armed, fire, end };
}

it('a round moves up for what is wanted sooner, and for nothing else', () => {
  const { rounds, armed } = setUp();
  rounds.within(300);
  rounds.within(20);
  rounds.within(50);
  expect(armed()).toEqual([20]);
});

it('the next round comes after the delay that the last one told', async () => {
  const { rounds, armed, fire, end } = setUp();
  rounds.within(20);
  fire();
  expect(armed()).toEqual([]);
  await end(500);
  expect(armed()).toEqual([500]);
});

it('one round at a time: what is wanted during one is done by another', async () => {
  const { rounds, under, armed, fire, end } = setUp();
  rounds.within(20);
  fire();
  rounds.within(10);
  fire();
  expect(under.length).toBe(1);
  expect(armed()).toEqual([10]);
  await end(500);
  expect(armed()).toEqual([10]);
});

it('stopping waits for the round that is under way, and none follows', async () => {
  const { rounds, armed, fire, end } = setUp();
  rounds.within(20);
  fire();
  rounds.within(10);
  let hasStopped = false;
  const stopped = rounds.stop().then(() => {
    hasStopped = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(hasStopped).toBe(false);
  await end(500);
  await stopped;
  rounds.within(1);
  expect(armed()).toEqual([]);
});
