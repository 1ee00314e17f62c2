import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { manifest, model } from '../discovery/fixtures/artifacts.ts';
import { tableFacts } from '../support/entities.ts';
import { startStack } from '../support/start-stack.ts';

const SECRET = 'webhook-secret-of-834';
const PUSH_TOKEN = 'token-that-pushes';

/** An address that is known before the subgraph's is. Hands on what it gets, once it is told where to. */
async function createRelay() {
  const statuses: number[] = [];
  let target = '';
  const server = createServer(async (request, response) => {
    const { authorization = '' } = request.headers;
    const body = new Uint8Array(await buffer(request));
    if (target === '') {
      response.writeHead(404).end();
      return;
    }
    const answer = await fetch(target, { method: 'POST', headers: { authorization }, body });
    statuses.push(answer.status);
    response.writeHead(answer.status).end(await answer.text());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    statuses,
    leadTo: (url: string) => {
      target = url;
    },
  };
}

const described = (description: string, minute: string) =>
  JSON.stringify(
    manifest({
      nodes: [model('orders', { description })],
      metadata: { generated_at: `2026-11-26T12:${minute}:00Z`, invocation_id: `invocation-${minute}` },
    }),
  );

test('a push is in the graph without anybody asking for it, once the subgraph was told', async () => {
  const relay = await createRelay();
  // Events are refused when they are older than five minutes, or from a clock ahead.
  const startedAt = Date.now();
  let looks = 0;
  await using stack = await startStack({
    environments: [{ id: 834, notify: { url: relay.url, secret: SECRET } }],
    discovery: { pushToken: PUSH_TOKEN },
    connect: false,
    // dbt is asked whether something has changed every 30 seconds by this clock, which hardly moves.
    now: () => startedAt + looks++ / 10,
  });
  const push = async (body: string) => {
    const response = await fetch(`${stack.discovery.adminUrl}/artifacts/834/manifest.json`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${PUSH_TOKEN}` },
      body,
    });
    expect(response.status).toBe(200);
  };
  // dbt cannot be connected before anything is known of the environment.
  await push(described('Orders.', '00'));
  await stack.connect();
  const { body } = await stack.query(
    'mutation ($secret: String) { setDbtWebhookSecret(secret: $secret) { integration { id } } }',
    { secret: SECRET },
  );
  relay.leadTo(`${stack.url}/webhooks/dbt/${body.data.setDbtWebhookSecret.integration.id}`);
  const description = async () =>
    (await tableFacts(stack, 'analytics.marts.orders', 'dbtDescription')).dbtDescription;
  expect(await description()).toBe('Orders.');
  await push(described('One row per order.', '01'));
  await expect.poll(description).toBe('One row per order.');
  await push(described('One row per order, paid or not.', '02'));
  await expect.poll(description).toBe('One row per order, paid or not.');
  expect(relay.statuses.slice(-2)).toEqual([200, 200]);
});
