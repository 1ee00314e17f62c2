import { expect, test } from 'vitest';
import { createDiskReport } from '../../src/cache/disk-report.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { createLines } from '../support/lines.ts';

test('a file that comes and goes on a full disk is said to be away, and to be back, once a minute', () => {
  const clock = { nowMs: Date.UTC(2026, 1, 3) };
  const lines = createLines();
  let failures = 0;
  const report = createDiskReport({
    path: 'data/cache.sqlite',
    log: createLogger({ level: 'info', destination: lines }),
    now: () => clock.nowMs,
    onFailure: () => {
      failures += 1;
    },
  });
  const comeAndGo = () => {
    for (let time = 0; time < 5; time++) {
      report.notice({ state: 'unusable', cause: 'database or disk is full' });
      report.notice({ state: 'usable', cause: '' });
    }
  };
  comeAndGo();
  clock.nowMs += 60_000;
  comeAndGo();
  const said = lines.text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  const away = { level: 'warn', err: { message: 'database or disk is full' } };
  const back = { level: 'info', msg: 'The cache file data/cache.sqlite is used again.' };
  expect(said).toMatchObject([away, back, away, back]);
  expect(failures).toBe(10);
});
