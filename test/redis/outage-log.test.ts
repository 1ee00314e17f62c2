import { expect, test } from 'vitest';
import { createOutageLog } from '../../src/redis/outage-log.ts';

function createFixture() {
  const clock = { nowMs: 0 };
  const said: string[] = [];
  const say = (_fields: unknown, sentence: string) => said.push(sentence.replace(/;.*/, ''));
  const log = createOutageLog({ debug: say, info: say, warn: say, error: say }, () => clock.nowMs);
  return { clock, said, log };
}

test('an outage is said once, however often it is met, and once a minute while it lasts', () => {
  const { clock, said, log } = createFixture();
  for (let second = 0; second <= 60; second++) {
    clock.nowMs = second * 1000;
    log.silent();
    log.disconnected(new Error('refused'));
  }
  expect(said).toEqual(['the shared cache does not answer', 'the shared cache does not answer']);
});

test('its end is said once, and only where the outage was', () => {
  const { clock, said, log } = createFixture();
  log.over();
  expect(said).toEqual([]);
  for (let second = 0; second < 59; second += 2) {
    clock.nowMs = second * 1000;
    log.disconnected(new Error('refused'));
    log.over();
    log.over();
  }
  expect(said).toEqual(['the shared cache is away', 'the shared cache answers again']);
});
