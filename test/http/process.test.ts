import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../integrations/builders.ts';
import { holdFile } from '../integrations/file-holder.ts';
import { PATIENT } from '../support/patience.ts';

// A process loads all its modules: on a busy machine that alone takes half a minute.
vi.setConfig({ testTimeout: 120_000 });

const ROOT = resolve(import.meta.dirname, '../..');

function startProcess(
  env: Readonly<Record<string, string>>,
  [command, ...args]: readonly [string, ...string[]] = [process.execPath, 'src/main.ts'],
): ChildProcess {
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what npm starts is ended with it.
    detached: true,
  });
  onTestFinished(() => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Nothing of it is left.
    }
  });
  return child;
}

const LOOPBACK = { AUTH_MODE: 'none', PORT: '0', STORE_URL: 'sqlite://:memory:', CACHE_URL: 'memory' };

test.each(['SIGTERM', 'SIGINT'] as const)(
  'the process listens, is ready, and ends with 0 on %s',
  async (signal) => {
    const child = startProcess(LOOPBACK);
    const url = await listeningAt(child);
    expect((await fetch(new URL('/health/ready', url))).status).toBe(200);
    const ended = once(child, 'exit');
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
  },
);

test('the log says the settings in force when the process listens, and the signal when it stops', async () => {
  const child = startProcess(LOOPBACK);
  if (child.stdout === null) throw new Error('The process has no output');
  const lines: object[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(JSON.parse(line));
    if (lines.length === 1) child.kill('SIGTERM');
  }
  expect(lines).toMatchObject([
    { msg: 'the dbt subgraph is listening', settings: { auth: { mode: 'none' }, http: { drainMs: 0 } } },
    { msg: expect.stringMatching(/^stopping/), signal: 'SIGTERM', drainMs: 0 },
  ]);
});

test('a signal that comes twice is one', async () => {
  const child = startProcess(LOOPBACK);
  await listeningAt(child);
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
});

test('a second signal that is no copy of the first ends it at once', async () => {
  const child = startProcess(LOOPBACK);
  const url = new URL(await listeningAt(child));
  await requestInFlight(url);
  expect(await pressUntilEnded(child)).toEqual([1, null]);
});

test('a process that was told to stop says so to probes, and serves old and new connections while it drains', async () => {
  const child = startProcess({ ...LOOPBACK, DRAIN_SECONDS: '3600' });
  const url = new URL(await listeningAt(child));
  const inFlight = await requestInFlight(url);
  const kept = await keptConnection(url);
  child.kill('SIGTERM');
  await vi.waitFor(
    async () => expect((await fetch(new URL('/health/ready', url))).status).toBe(503),
    PATIENT,
  );
  const answered = await fetch(url, { method: 'POST', headers: JSON_BODY, body: TYPENAME });
  expect([answered.status, await answered.json()]).toEqual([200, { data: { __typename: 'Query' } }]);
  expect((await fetch(new URL('/health/live', url))).status).toBe(200);
  expect(await kept.ask()).toMatch(LAST_ANSWER);
  expect(await inFlight.finish()).toMatch(LAST_ANSWER);
  expect(await pressUntilEnded(child)).toEqual([1, null]);
});

test('a process that has drained takes no more connections, finishes the request in flight, and ends with 0', async () => {
  const child = startProcess({ ...LOOPBACK, DRAIN_SECONDS: '1' });
  const url = new URL(await listeningAt(child));
  const inFlight = await requestInFlight(url);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await vi.waitFor(
    () => expect(fetch(new URL('/health/ready', url))).rejects.toThrow('fetch failed'),
    PATIENT,
  );
  expect(await inFlight.finish()).toMatch(LAST_ANSWER);
  expect(await ended).toEqual([0, null]);
});

test('SIGTERM while it waits for its store ends it with 0, and closes what it had opened', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'integrations.sqlite');
  await using _holder = await holdFile(path);
  // The connection to Redis is opened before the store is.
  const redis = createServer();
  redis.listen(0, '127.0.0.1');
  await once(redis, 'listening');
  onTestFinished(() => void redis.close());
  const { port } = redis.address() as AddressInfo;
  const child = startProcess({
    ...LOOPBACK,
    STORE_URL: `sqlite://${path}`,
    ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    CACHE_URL: `redis://127.0.0.1:${port}`,
  });
  const output = readAll(child);
  const ended = once(child, 'exit');
  const [connection] = await once(redis, 'connection');
  const closed = once(connection.resume(), 'close');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(await output).toBe('');
  await closed;
});

test('`npm start` passes a signal on, and leaves nothing running', async () => {
  const child = startProcess(LOOPBACK, ['npm', 'start']);
  const url = await listeningAt(child);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  await expect(fetch(new URL('/health/live', url))).rejects.toThrow('fetch failed');
});

test('a store that cannot be made ends it with 1 and says what to change', async () => {
  const child = startProcess({ ...LOOPBACK, STORE_URL: 'sqlite://package.json/integrations.sqlite' });
  const [output, [code]] = await Promise.all([readAll(child), once(child, 'exit')]);
  expect(code).toBe(1);
  expect(output).toContain('STORE_URL');
  expect(output).not.toMatch(/\n +at /);
});

test('a configuration that cannot be used ends it with 1 and names every problem, never a value', async () => {
  const child = startProcess({ ...LOOPBACK, PORT: 'secret-port', LOG_LEVEL: 'secret-level' });
  const [output, [code]] = await Promise.all([readAll(child), once(child, 'exit')]);
  expect(code).toBe(1);
  expect(output).toContain('PORT must be');
  expect(output).toContain('LOG_LEVEL must be');
  expect(output).not.toMatch(/secret|\n +at /);
});

/** The address in the first line of the log that has one. */
async function listeningAt(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The process has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line);
    if (url !== undefined) return url;
  }
  throw new Error('The process ended before it listened');
}

const JSON_BODY = { 'content-type': 'application/json' };
const TYPENAME = '{"query":"{ __typename }"}';
/** An answer with which its connection ends. */
const LAST_ANSWER = /^HTTP\/1\.1 200 OK\r\n(?:.*\r\n)*connection: close\r\n(?:.*\r\n)*\r\n\{"data":/i;

/** A request whose body does not come until `finish`, though the server has asked for it. */
async function requestInFlight(url: URL): Promise<{ finish(): Promise<string> }> {
  const client = openConnection(url);
  const headers = [
    'host: localhost',
    'content-type: application/json',
    `content-length: ${TYPENAME.length}`,
    'expect: 100-continue',
  ];
  client.write(`POST /graphql HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
  await once(client, 'data');
  return {
    finish() {
      client.write(TYPENAME);
      return untilClosed(client);
    },
  };
}

/** A connection that has had an answer, and asks once more. */
async function keptConnection(url: URL): Promise<{ ask(): Promise<string> }> {
  const client = openConnection(url);
  client.write('GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n');
  const [answer] = await once(client, 'data');
  expect(String(answer)).toMatch(/^connection: keep-alive\r$/im);
  return {
    ask() {
      const headers = [
        'host: localhost',
        'content-type: application/json',
        `content-length: ${TYPENAME.length}`,
      ];
      client.write(`POST /graphql HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${TYPENAME}`);
      return untilClosed(client);
    },
  };
}

function openConnection(url: URL): Socket {
  const client = connect(Number(url.port), url.hostname);
  onTestFinished(() => void client.destroy());
  client.on('error', () => undefined);
  return client;
}

/** All that the server sends until it closes the connection. */
async function untilClosed(client: Socket): Promise<string> {
  let text = '';
  for await (const chunk of client) text += chunk;
  return text;
}

/** Signals until one is no copy of the first any more. Resolves with exit code and signal. */
function pressUntilEnded(child: ChildProcess): Promise<unknown[]> {
  const ended = once(child, 'exit');
  const pressing = setInterval(() => child.kill('SIGINT'), 100);
  onTestFinished(() => clearInterval(pressing));
  return ended;
}

async function readAll(child: ChildProcess): Promise<string> {
  let output = '';
  for await (const chunk of child.stderr ?? []) output += chunk;
  return output;
}
