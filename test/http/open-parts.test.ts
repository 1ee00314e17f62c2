import { expect, test } from 'vitest';
import { createOpenParts } from '../../src/open-parts.ts';

/** Parts that write down their closing; one that is to fail does so after it. */
function open(...names: readonly string[]) {
  const closed: string[] = [];
  const logged: unknown[] = [];
  const parts = createOpenParts({ error: ({ part }) => logged.push(part) });
  const closeOf = (name: string) => async () => {
    closed.push(name);
    if (name.startsWith('broken')) throw new Error(`${name} fails`);
  };
  for (const name of names) parts.add(name, closeOf(name));
  return { parts, closed, logged, closeOf };
}

test('parts are closed in the opposite order, once', async () => {
  const { parts, closed } = open('store', 'cache', 'graph');
  await Promise.all([parts.close(), parts.close()]);
  await parts.close();
  expect(closed).toEqual(['graph', 'cache', 'store']);
});

test('a part that cannot be closed keeps no other one open, and is named in the log and at the end', async () => {
  const { parts, closed, logged } = open('store', 'broken cache', 'agent', 'broken graph');
  await expect(parts.close()).rejects.toThrow('These parts could not be closed: broken graph, broken cache.');
  expect(closed).toEqual(['broken graph', 'agent', 'broken cache', 'store']);
  expect(logged).toEqual(['broken graph', 'broken cache']);
});

test('a part that comes too late is closed, and whoever opened it stops there', async () => {
  const { parts, closed, closeOf } = open('store');
  const closing = parts.close();
  expect(() => parts.add('graph', closeOf('graph'))).toThrow('The server stops: graph is closed again.');
  await closing;
  expect(closed.toSorted()).toEqual(['graph', 'store']);
});
