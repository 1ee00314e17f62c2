import { expect, it } from 'vitest';
import type { WebhookDeliveries } from '../../src/integrations/integration.ts';
import { createWebhookRecorder } from '../../src/integrations/webhook-recorder.ts';
import { createClock, silent } from './builders.ts';

const NONE: WebhookDeliveries = { lastAcceptedAt: null, lastRefusedAt: null, lastRefusal: null };

/** A store that counts what is written, and timers that run when a test says so. */
function createFixture() {
  const clock = createClock();
  const written: (readonly [string, WebhookDeliveries])[] = [];
  const stored = new Map<string, WebhookDeliveries>();
  const line = { isUp: true };
  let due: (() => void)[] = [];
  const recorder = createWebhookRecorder({
    store: {
      readWebhook: async (id) => stored.get(id) ?? null,
      async writeWebhook(id, deliveries) {
        if (!line.isUp) throw new Error('down');
        written.push([id, deliveries]);
        const known = stored.get(id) ?? NONE;
        stored.set(id, {
          lastAcceptedAt: deliveries.lastAcceptedAt ?? known.lastAcceptedAt,
          lastRefusedAt: deliveries.lastRefusedAt ?? known.lastRefusedAt,
          lastRefusal: deliveries.lastRefusal ?? known.lastRefusal,
        });
      },
    },
    now: clock.now,
    log: silent,
    timer(run) {
      due.push(run);
      return () => {
        due = due.filter((other) => other !== run);
      };
    },
  });
  const pass = async (ms: number) => {
    clock.advance(ms);
    for (const run of due.splice(0)) run();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { recorder, clock, written, line, pass, waiting: () => due.length };
}

it('writes the first delivery at once, and of a flood behind it the last, after some seconds', async () => {
  const { recorder, clock, written, pass } = createFixture();
  recorder.refused('a', 'first');
  for (let number = 0; number < 10_000; number++) {
    recorder.refused('a', `number ${number}`);
    clock.advance(0.1);
  }
  expect(written).toHaveLength(1);
  await pass(0);
  await pass(5000);
  expect(written.map(([, { lastRefusal }]) => lastRefusal)).toEqual(['first', 'number 9999']);
  await pass(60_000);
  expect(written).toHaveLength(2);
});

it('writes nothing of integrations that this process has not met', async () => {
  const { recorder, written } = createFixture();
  for (let number = 0; number < 2000; number++) recorder.refusedUnseen(`made-up-${number}`, 'unsigned');
  await recorder.flush();
  expect(written).toEqual([]);
  expect(await recorder.read('a')).toEqual(NONE);
  recorder.refusedUnseen('a', 'unsigned');
  expect(await recorder.read('a')).toMatchObject({ lastRefusal: 'unsigned' });
});

it('whoever reads sees what waits to be written; what was accepted and what was refused stand side by side', async () => {
  const { recorder, clock, waiting } = createFixture();
  recorder.accepted('a');
  clock.advance(1000);
  recorder.refused('a', 'no');
  expect(await recorder.read('a')).toEqual({
    lastAcceptedAt: '2026-03-01T12:00:00.000Z',
    lastRefusedAt: '2026-03-01T12:00:01.000Z',
    lastRefusal: 'no',
  });
  expect(waiting()).toBe(0);
});

it('a store that is down keeps nobody waiting, and is told once it is back', async () => {
  const { recorder, line, written, pass } = createFixture();
  line.isUp = false;
  recorder.refused('a', 'no');
  await pass(0);
  recorder.accepted('a');
  line.isUp = true;
  await pass(5000);
  expect(written).toEqual([
    ['a', { lastAcceptedAt: expect.any(String), lastRefusedAt: expect.any(String), lastRefusal: 'no' }],
  ]);
});

it('writes what waits before the store is closed', async () => {
  const { recorder, written, waiting } = createFixture();
  recorder.accepted('a');
  recorder.refused('a', 'no');
  await recorder.flush();
  expect(written).toHaveLength(2);
  expect(waiting()).toBe(0);
});
