import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';

const PROGRAM = resolve(import.meta.dirname, '../../demo/serve-discovery.ts');
const TOKEN = 'dbtc_token-of-this-test';
const WRITTEN = '2026-11-23T15:32:36Z';
const QUERY = `{ environment(id: 834) { applied { models(first: 1, filter: { uniqueIds: ["model.shop.customers"] }) {
  edges { node { name executionInfo { executeCompletedAt } } } } } } }`;

test("the demo's Discovery API as a process of its own serves artifacts as new as its start, and ends with 0", async () => {
  const startedAt = Date.now();
  const child = spawn(process.execPath, [PROGRAM], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', DISCOVERY_TOKEN: TOKEN },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line = ''] = await once(createInterface(child.stdout), 'line');
  const url = line.replace('Discovery API at ', '');
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY }),
  });
  const { data } = await response.json();
  const { node } = data.environment.applied.models.edges[0];
  expect(node.name).toBe('customers');
  const builtAt = Date.parse(node.executionInfo.executeCompletedAt);
  expect(builtAt).toBeGreaterThan(Date.parse(WRITTEN));
  // Two minutes before the start at most, by the newest of its times; this model was built in the same quarter of an hour.
  expect(builtAt).toBeGreaterThan(startedAt - 15 * 60_000);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
