import { expect, test, vi } from 'vitest';
import { adminOf, startDiscovery, startGraph } from '../admin/support.ts';
import { table } from '../support/entities.ts';
import { indexRead } from '../support/index-read.ts';
import { PATIENT } from '../support/patience.ts';

const TOKEN = 'dbtc_service-token-0001';

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

test('a client that goes away while it waits for its answer is no error', async () => {
  const dbt = await startDiscovery({ token: TOKEN });
  const graph = await startGraph({ DBT_ALLOWED_HOSTS: dbt.adminUrl });
  await adminOf(graph).configure({ apiHost: dbt.adminUrl, serviceToken: TOKEN });
  await indexRead(graph.url);
  dbt.requests.clear();
  dbt.switchboard.set({ latencyMs: 2000 });
  const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Table { dbtDescription } } }';
  const leaving = new AbortController();
  const asked = fetch(`${graph.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': 'left-alone' },
    body: JSON.stringify({ query, variables: { r: [table('marts.orders')] } }),
    signal: leaving.signal,
  });
  await vi.waitFor(() => expect(dbt.requests.all()).not.toEqual([]), PATIENT);
  leaving.abort();
  await expect(asked).rejects.toThrow('aborted');
  const lines = () =>
    graph.log.text
      .split('\n')
      .filter((line) => line.includes('left-alone'))
      .map((line) => JSON.parse(line));
  await vi.waitFor(() => expect(lines()).toHaveLength(2), PATIENT);
  expect(lines()).toMatchObject([
    { level: 'debug', msg: 'the client went away before its answer was sent' },
    { level: 'debug', msg: 'request answered' },
  ]);
  expect(graph.log.text).not.toContain('"level":"error"');
});
