import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { manifest, model, newFolder, writeArtifacts } from './fixtures/artifacts.ts';

function run(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, ['discovery/main.ts', '--state', ':memory:', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no standard output');
  const [line] = await once(createInterface(child.stdout), 'line');
  return String(line);
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'prints its address, serves, and ends with 0 on %s',
  async (signal) => {
    const folder = writeArtifacts({ manifest: manifest({ nodes: [model('orders')] }) });
    const child = run('--port', '0', '--token', 'T', '--environment', `834=${folder}`, '--watch');
    const url = /http:\/\/127\.0\.0\.1:\d+\/graphql/.exec(await firstLine(child))?.[0] ?? '';
    const headers = { authorization: 'Bearer T' };
    const response = await fetch(url, { method: 'POST', headers, body: '{"query":"{__typename}"}' });
    expect(response.status).toBe(200);
    const ended = once(child, 'exit');
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
  },
);

test('what cannot be read in an artifact is printed at start, with the file and the place', async () => {
  const folder = writeArtifacts({ manifest: manifest({ nodes: [model('orders', { tags: 'gold' })] }) });
  const child = run('--port', '0', '--token', 'T', '--environment', `834=${folder}`);
  if (child.stderr === null) throw new Error('no standard error');
  const [line] = await once(createInterface(child.stderr), 'line');
  expect(line).toBe(
    `Environment 834: ${folder}/manifest.json: nodes["model.shop.orders"].tags is left out: expected array, received string`,
  );
});

test('a folder without a manifest ends the program with a message', async () => {
  const child = run('--port', '0', '--token', 'T', '--environment', `834=${newFolder()}`);
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(1);
  expect(errors).toContain('Environment 834: no manifest.json');
  expect(errors).not.toContain('at ');
});
