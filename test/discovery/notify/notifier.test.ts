import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createNotifier, type Notifier } from '../../../discovery/notify/notifier.ts';

const SECRET = 'a-secret-of-the-webhook';
const RUN = {
  accountId: 71,
  environmentName: 'Production',
  projectId: 5,
  projectName: 'shop',
  dbtVersion: '1.11.0',
  runId: 9001,
};

interface Heard {
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A receiver that gives these answers in turn, the last of them for good. */
async function receiver(...statuses: readonly number[]) {
  const heard: Heard[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer(async (request, response) => {
    heard.push({ authorization: request.headers.authorization, body: await textOf(request) });
    response.writeHead(statuses[Math.min(heard.length, statuses.length) - 1] ?? 200).end('{}');
    for (const look of waiting) look();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhooks/dbt/7?key=hidden`,
    heard,
    async until(count: number): Promise<void> {
      while (heard.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Pauses end when the test says so; the first `free` of them at once. */
function start(url: string, hasFacts = true) {
  const lines: string[] = [];
  const outcomes: string[] = [];
  const pauses: { readonly ms: number; end(): void }[] = [];
  const notified: (() => void)[] = [];
  const notifier: Notifier = createNotifier({
    targets: new Map([[834, { url, secret: SECRET }]]),
    describe: (environmentId) => (hasFacts ? { ...RUN, environmentId } : null),
    log: (line) => lines.push(line),
    clock: () => new Date('2026-11-26T12:00:00Z'),
    onOutcome: (_environment, outcome) => outcomes.push(outcome),
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        pauses.push({ ms, end: resolve });
        for (const look of notified) look();
      }),
  });
  onTestFinished(() => notifier.close());
  /** The pause at this position, once it has begun. */
  const pause = async (position: number) => {
    while (pauses.length <= position) await new Promise<void>((resolve) => notified.push(resolve));
    const found = pauses[position];
    if (found === undefined) throw new Error('no pause');
    return found;
  };
  return { notifier, lines, outcomes, pauses, pause };
}

test('news go out as the signed event that dbt sends when a run is over', async () => {
  const { url, heard, until } = await receiver(200);
  const { notifier, pause, lines } = start(url);
  notifier.changed(834);
  (await pause(0)).end();
  await until(1);
  const [{ authorization, body } = { authorization: '', body: '' }] = heard;
  expect(authorization).toBe(createHmac('sha256', SECRET).update(body).digest('hex'));
  expect(JSON.parse(body)).toMatchObject({
    accountId: 71,
    eventId: expect.stringMatching(/^wev_[0-9a-f]{32}$/),
    timestamp: '2026-11-26T12:00:00.000Z',
    eventType: 'job.run.completed',
    data: { environmentId: '834', runId: '9001', projectName: 'shop', runStatus: 'Success' },
  });
  expect(lines).toEqual([]);
});

test('changes right after each other are one event, a later one is another', async () => {
  const { url, heard, until } = await receiver(200);
  const { notifier, pause, pauses } = start(url);
  notifier.changed(834);
  notifier.changed(834);
  notifier.changed(834);
  (await pause(0)).end();
  await until(1);
  notifier.changed(834);
  (await pause(1)).end();
  await until(2);
  expect(pauses).toHaveLength(2);
  expect(new Set(heard.map(({ body }) => JSON.parse(body).eventId)).size).toBe(2);
});

test('a receiver that fails is tried again with the same event, later and later', async () => {
  const { url, heard, until } = await receiver(503, 429, 200);
  const { notifier, pause, lines, outcomes } = start(url);
  notifier.changed(834);
  (await pause(0)).end();
  const first = await pause(1);
  first.end();
  const second = await pause(2);
  expect(second.ms).toBeGreaterThan(first.ms);
  second.end();
  await until(3);
  expect(new Set(heard.map(({ body }) => JSON.parse(body).eventId)).size).toBe(1);
  expect(outcomes.slice(0, 2)).toEqual(['failed', 'failed']);
  expect(lines).toEqual([
    expect.stringMatching(
      /^Environment 834: .*\/webhooks\/dbt\/7 was not told of the news: it answered 503; trying again in 1 s$/,
    ),
  ]);
});

test('a refusal is not repeated, and is logged with its remedy, without the secret and the query', async () => {
  const { url } = await receiver(401);
  const { notifier, pause, lines, outcomes, pauses } = start(url);
  notifier.changed(834);
  (await pause(0)).end();
  while (lines.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(lines[0]).toContain('setDbtWebhookSecret');
  expect(lines.join()).not.toContain(SECRET);
  expect(lines.join()).not.toContain('hidden');
  expect(outcomes).toEqual(['refused']);
  expect(pauses).toHaveLength(1);
});

test('a change while a receiver is down takes the place of the event that was to be tried again', async () => {
  const { url, heard, until } = await receiver(503, 200);
  const { notifier, pause } = start(url);
  notifier.changed(834);
  (await pause(0)).end();
  const retry = await pause(1);
  notifier.changed(834);
  retry.end();
  (await pause(2)).end();
  await until(2);
  expect(new Set(heard.map(({ body }) => JSON.parse(body).eventId)).size).toBe(2);
});

test('an environment without facts, or without a target, tells nobody', async () => {
  const { url, heard } = await receiver(200);
  const { notifier, pause, pauses } = start(url, false);
  notifier.changed(912);
  expect(pauses).toHaveLength(0);
  notifier.changed(834);
  (await pause(0)).end();
  await new Promise((resolve) => setImmediate(resolve));
  expect(heard).toEqual([]);
});

test('once closed, nothing is sent again and nobody is told any more', async () => {
  const { url, heard } = await receiver(503);
  const { notifier, pause, pauses } = start(url);
  notifier.changed(834);
  (await pause(0)).end();
  const retry = await pause(1);
  notifier.close();
  retry.end();
  notifier.changed(834);
  await new Promise((resolve) => setImmediate(resolve));
  expect(pauses).toHaveLength(2);
  expect(heard).toHaveLength(1);
});
