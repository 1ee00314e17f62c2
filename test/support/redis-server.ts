import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createClient, type RedisClientType } from '@redis/client';

/** A Redis of a test's own, which can be stopped, killed and started again on the same port. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  start(): Promise<void>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** Holds it: connections are accepted by the system, nothing is answered. */
  hang(): void;
  resume(): void;
}

function findRedis(): string | null {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];
  return folders.map((folder) => join(folder, 'redis-server')).find((path) => existsSync(path)) ?? null;
}

/** Tests that break Redis need a process of their own. */
export const REDIS_BINARY = findRedis();
const NAMED_URL = process.env.TEST_REDIS_URL === '' ? undefined : process.env.TEST_REDIS_URL;
/** Tests that only send commands also run against the server that TEST_REDIS_URL names. */
export const HAS_REDIS = REDIS_BINARY !== null || NAMED_URL !== undefined;
export const NO_REDIS = 'skipped: there is no redis-server on this machine, and TEST_REDIS_URL names none';

export function sayWhenSkipped(file: string): void {
  if (REDIS_BINARY === null) process.stderr.write(`${file}: ${NO_REDIS}\n`);
}

/**
 * An empty Redis: the one that TEST_REDIS_URL names, else one of the test's own. Test files run side by side, so each uses another
 * database of the named one.
 */
export async function openRedis(database: number): Promise<{ readonly url: string } & AsyncDisposable> {
  if (NAMED_URL === undefined) return startRedis();
  const url = new URL(`/${database}`, NAMED_URL).href;
  await withRedis(url, (client) => client.flushDb());
  return { url, [Symbol.asyncDispose]: async () => {} };
}

/** Runs on a free port; not started yet where `started` is false. */
export async function startRedis(
  options: { readonly settings?: readonly string[]; readonly started?: boolean } = {},
): Promise<RedisServer> {
  const binary = REDIS_BINARY;
  if (binary === null) throw new Error(NO_REDIS);
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | null = null;

  async function start(): Promise<void> {
    const settings = ['--save', '', '--appendonly', 'no', ...(options.settings ?? [])];
    const started = spawn(
      binary ?? '',
      ['--bind', '127.0.0.1', '--port', `${port}`, '--dir', tmpdir(), ...settings],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    server = started;
    await new Promise<void>((resolve, reject) => {
      createInterface(started.stdout).on('line', (line) => {
        if (line.includes('Ready to accept connections')) resolve();
      });
      started.once('exit', () => reject(new Error('redis-server did not start')));
    });
  }

  async function kill(): Promise<void> {
    const ended = server;
    server = null;
    if (ended === null || ended.exitCode !== null) return;
    const gone = new Promise<void>((resolve) => ended.once('exit', () => resolve()));
    ended.kill('SIGCONT');
    ended.kill('SIGKILL');
    await gone;
  }

  if (options.started ?? true) await start();
  return {
    url,
    start,
    kill,
    hang: () => server?.kill('SIGSTOP'),
    resume: () => server?.kill('SIGCONT'),
    [Symbol.asyncDispose]: kill,
  };
}

/** A plain client, for looking into the server past the product. */
export async function withRedis<T>(url: string, work: (client: RedisClientType) => Promise<T>): Promise<T> {
  const client = createClient({ url }) as RedisClientType;
  await client.connect();
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
