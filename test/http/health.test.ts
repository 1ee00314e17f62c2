import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createReadiness } from '../../src/http/health.ts';
import { createHttpServer } from '../../src/http/http-server.ts';
import { toAnswer } from '../support/ask.ts';
import { entities, table } from '../support/entities.ts';
import { PATIENT } from '../support/patience.ts';
import { startStack } from '../support/start-stack.ts';

const get = async (url: string) => toAnswer(await fetch(url));

test('alive and ready without an integration, without dbt', async () => {
  await using stack = await startStack({ connect: false });
  await stack.discovery.close();
  expect(await get(`${stack.url}/health/live`)).toMatchObject({ status: 200, body: { status: 'live' } });
  expect(await get(`${stack.url}/health/ready`)).toMatchObject({ status: 200, body: { status: 'ready' } });
});

test.each([
  ['while stopping', { isStopping: () => true, pingStore: async () => {} }],
  [
    'without its store',
    { isStopping: () => false, pingStore: () => Promise.reject(new Error('secret detail')) },
  ],
])('not ready %s', async (_when, options) => {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const server = createHttpServer({
    route: () => createReadiness({ ...options, onUnavailable() {} }),
    log,
    keepAliveMs: 75_000,
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await once(server, 'listening');
  const { status, text } = await get(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}/health/ready`,
  );
  expect(status).toBe(503);
  expect(text).not.toContain('secret');
});

test('requests in flight finish when the subgraph stops; new ones are not taken', async () => {
  await using stack = await startStack();
  stack.discovery.switchboard.set({ latencyMs: 300 });
  const inFlight = entities(stack, [table('marts.orders')], '... on Table { dbtDescription }');
  await vi.waitFor(() => expect(stack.discovery.requests.all()).not.toEqual([]), PATIENT);
  const stopped = stack.stopSubgraph();
  const [orders] = await inFlight;
  expect(orders.dbtDescription).toContain('# Orders');
  await stopped;
  await expect(fetch(`${stack.url}/health/ready`)).rejects.toThrow();
});
