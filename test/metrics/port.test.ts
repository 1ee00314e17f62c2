import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test, vi } from 'vitest';
import { scrape } from '../support/exposition.ts';

// A process loads all its modules: on a busy machine that alone takes half a minute.
vi.setConfig({ testTimeout: 120_000 });

const LOOPBACK = { AUTH_MODE: 'none', PORT: '0', STORE_URL: 'sqlite://:memory:', CACHE_URL: 'memory' };

function startProcess(env: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: resolve(import.meta.dirname, '../..'),
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', ...LOOPBACK, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

interface Addresses {
  readonly url: string;
  readonly metricsUrl: string | null;
}

/** By the first line of its log. */
async function addressesOf({ stdout }: ChildProcess): Promise<Addresses> {
  if (stdout === null) throw new Error('The process has no output.');
  const lines = createInterface({ input: stdout });
  const [line] = await once(lines, 'line');
  const { url, metricsUrl }: Addresses = JSON.parse(line);
  return { url: new URL(url).origin, metricsUrl };
}

const statusOf = async (url: string) => (await fetch(url)).status;

test('with METRICS_PORT metrics are served there alone, and health on both ports', async () => {
  const { url, metricsUrl } = await addressesOf(startProcess({ METRICS_PORT: '0' }));
  expect(metricsUrl).not.toBeNull();
  expect(metricsUrl).not.toBe(url);
  expect((await scrape(String(metricsUrl))).value('dbt_subgraph_ready')).toBe(1);
  for (const path of ['/health/live', '/health/ready']) {
    expect(await statusOf(`${url}${path}`)).toBe(200);
    expect(await statusOf(`${metricsUrl}${path}`)).toBe(200);
  }
  expect(await statusOf(`${url}/metrics`)).toBe(404);
  expect(await statusOf(`${metricsUrl}/graphql`)).toBe(404);
  expect(await statusOf(`${metricsUrl}/webhooks/dbt/some`)).toBe(404);
});

test('without METRICS_PORT the one port serves all', async () => {
  const { url, metricsUrl } = await addressesOf(startProcess({}));
  expect(metricsUrl).toBeNull();
  expect((await scrape(url)).value('dbt_subgraph_ready')).toBe(1);
});

test('while a process drains its own port of metrics says so, and goes on to be scraped', async () => {
  const child = startProcess({ METRICS_PORT: '0', DRAIN_SECONDS: '3600' });
  const { url, metricsUrl } = await addressesOf(child);
  child.kill('SIGTERM');
  for (const at of [url, String(metricsUrl)])
    await expect.poll(() => statusOf(`${at}/health/ready`)).toBe(503);
  expect((await scrape(String(metricsUrl))).value('dbt_subgraph_ready')).toBe(0);
  expect(await statusOf(`${metricsUrl}/health/live`)).toBe(200);
});

test('a process with a port for metrics ends with 0', async () => {
  const child = startProcess({ METRICS_PORT: '0' });
  const { metricsUrl } = await addressesOf(child);
  await scrape(String(metricsUrl));
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

test('a port for metrics that is taken ends the start, and the message names the variable', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const child = startProcess({ METRICS_PORT: String((other.address() as AddressInfo).port) });
  let said = '';
  child.stderr?.on('data', (text) => {
    said += text;
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(1);
  expect(said).toContain('METRICS_PORT');
});
