import { describe, expect, test } from 'vitest';
import { createLocalCoordination } from '../../src/coordination/coordination.ts';

function createFixture() {
  const clock = { nowMs: 1_000_000 };
  return { clock, ...createLocalCoordination(() => clock.nowMs) };
}

describe.each([
  ['have ended', 100],
  ['are from the future, the clock having been set back', -1],
])('a process alone: what it holds is over when its times %s', (_what, turnMs) => {
  test('claims', async () => {
    const { clock, locks } = createFixture();
    expect(await locks.claim('c', 100)).toBe(true);
    expect(await locks.claim('c', 100)).toBe(false);
    clock.nowMs += turnMs;
    expect(await locks.claim('c', 100)).toBe(true);
  });

  test('counters', async () => {
    const { clock, counters } = createFixture();
    const count = await counters.add('n', 'm', 100);
    clock.nowMs += turnMs;
    expect(await counters.add('m', 'n', 100)).toMatchObject({ other: 0 });
    count?.giveBack();
    expect(await counters.add('n', 'x', 100)).toMatchObject({ count: 1 });
  });

  test('notes', async () => {
    const { clock, notes } = createFixture();
    notes.write('n', 1, 100);
    expect(await notes.read('n')).toBe(1);
    clock.nowMs += turnMs;
    expect(await notes.read('n')).toBeUndefined();
  });
});

describe('a process alone', () => {
  test('a counter ends after its last time: adding prolongs it, giving back does not', async () => {
    const { clock, counters } = createFixture();
    await counters.add('n', 'm', 100);
    clock.nowMs += 99;
    const count = await counters.add('n', 'm', 100);
    expect(count).toMatchObject({ count: 2 });
    clock.nowMs += 50;
    count?.giveBack();
    clock.nowMs += 49;
    expect(await counters.add('m', 'n', 100)).toMatchObject({ other: 1 });
    clock.nowMs += 1;
    expect(await counters.add('m', 'n', 100)).toMatchObject({ other: 0 });
  });

  test('its lock is not lost, whatever the clock says', async () => {
    const { clock, locks } = createFixture();
    const lock = await locks.acquire('l');
    for (const turnMs of [86_400_000, -172_800_000]) {
      clock.nowMs += turnMs;
      expect(await locks.acquire('l')).toBeNull();
    }
    expect(lock?.signal.aborted).toBe(false);
  });

  test('hears nothing on the bus, its own messages included', async () => {
    const { bus } = createFixture();
    const heard: unknown[] = [];
    bus.subscribe((message) => heard.push(message));
    bus.publish('hello');
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual([]);
  });
});
