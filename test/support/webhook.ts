import { createHmac } from 'node:crypto';
import type { Stack } from './start-stack.ts';

const SECRET = 'webhook-secret-0001';

/** Sets the secret of dbt's webhook. Returns what delivers `job.run.completed` of an environment, as at a time (epoch milliseconds). */
export async function connectWebhook(
  stack: Stack,
): Promise<(environmentId: number, atMs: number) => Promise<void>> {
  const { body } = await stack.query(
    `mutation ($secret: String) { setDbtWebhookSecret(secret: $secret) { integration { id } } }`,
    { secret: SECRET },
  );
  const { id } = body.data.setDbtWebhookSecret.integration;
  let events = 0;
  return async (environmentId, atMs) => {
    events += 1;
    const event = JSON.stringify({
      accountId: 71,
      eventId: `wev_${events}`,
      timestamp: new Date(atMs).toISOString(),
      eventType: 'job.run.completed',
      data: { jobId: '1', runId: '2', environmentId: String(environmentId), runStatus: 'Success' },
    });
    const authorization = createHmac('sha256', SECRET).update(event).digest('hex');
    const response = await fetch(`${stack.url}/webhooks/dbt/${id}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: event,
    });
    if (!response.ok) throw new Error(`The webhook was refused: ${response.status} ${await response.text()}`);
  };
}
