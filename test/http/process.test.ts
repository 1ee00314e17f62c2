import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';

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

test('a signal that comes twice is one', async () => {
  const child = startProcess(LOOPBACK);
  await listeningAt(child);
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
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

async function readAll(child: ChildProcess): Promise<string> {
  let output = '';
  for await (const chunk of child.stderr ?? []) output += chunk;
  return output;
}
