import { expect, test } from 'vitest';
import { startGraph } from '../admin/support.ts';

test('a clock that is set back while a request is answered gives it no negative duration', async () => {
  let nowMs = Date.UTC(2026, 1, 3);
  const graph = await startGraph({}, () => {
    nowMs -= 1000;
    return nowMs;
  });
  expect((await graph.ask('{ __typename }')).status).toBe(200);
  const durations = [...graph.log.text.matchAll(/"durationMs":(-?\d+)/g)].map(([, duration]) => duration);
  expect(durations).toEqual(['0']);
});
