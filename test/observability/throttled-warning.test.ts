import { expect, test } from 'vitest';
import { createThrottledWarning } from '../../src/observability/throttled-warning.ts';
import { silent } from '../integrations/builders.ts';

function createFixture() {
  const clock = { nowMs: 1_000_000_000 };
  const said: string[] = [];
  const log = {
    ...silent,
    warn: (fields: object) => void said.push((fields as { readonly err: Error }).err.message),
  };
  return { clock, said, warn: createThrottledWarning(log, () => clock.nowMs, 'it happened') };
}

test('a warning is said once a minute for each message of its cause', () => {
  const { clock, said, warn } = createFixture();
  for (const message of ['one', 'other', 'one', 'other']) warn(new Error(message));
  clock.nowMs += 59_999;
  warn(new Error('one'));
  expect(said).toEqual(['one', 'other']);
  clock.nowMs += 1;
  warn(new Error('one'));
  expect(said).toEqual(['one', 'other', 'one']);
});

test('a clock set back an hour does not silence it for that hour', () => {
  const { clock, said, warn } = createFixture();
  warn(new Error('one'));
  clock.nowMs -= 3_600_000;
  for (let times = 0; times < 3; times++) warn(new Error('one'));
  expect(said).toEqual(['one', 'one']);
});
