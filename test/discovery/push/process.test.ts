import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { manifest, model, newFolder, result, runResults } from '../fixtures/artifacts.ts';
import { PUSH_TOKEN } from './fixtures/serve-pushes.ts';

interface Program {
  child: ChildProcess;
  base: string;
}

async function startProgram(state: string): Promise<Program> {
  const args = ['--port', '0', '--environment', '834', '--state', state];
  const env = { PATH: process.env.PATH, DISCOVERY_TOKEN: 'T', DISCOVERY_PUSH_TOKEN: PUSH_TOKEN };
  const child = spawn(process.execPath, ['discovery/main.ts', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, base: /Admin API at (\S+)/.exec(String(line))?.[1] ?? '' };
}

interface Answer {
  status: number;
  outcome: string | undefined;
}

/** Null when the program went away before it answered. */
async function put({ base }: Program, file: string, content: unknown): Promise<Answer | null> {
  try {
    const response = await fetch(`${base}/artifacts/834/${file}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${PUSH_TOKEN}` },
      body: JSON.stringify(content),
    });
    const { artifacts = [] } = (await response.json()) as { artifacts?: { outcome: string }[] };
    return { status: response.status, outcome: artifacts[0]?.outcome };
  } catch {
    return null;
  }
}

const NAMES = Array.from({ length: 50 }, (_, index) => `model_${index}`);
const MANIFEST = manifest({ nodes: NAMES.map((name) => model(name)) });

/** The nth command of a day: it ran every model. */
function nthRun(n: number) {
  const at = new Date(Date.UTC(2026, 2, 1, 0, n)).toISOString();
  return runResults(
    'run',
    at,
    NAMES.map((name) => result(`model.shop.${name}`, 'success', at)),
  );
}

async function lastRuns({ base }: Program): Promise<Set<string>> {
  const fields = 'models(first: 100) { edges { node { executionInfo { executeCompletedAt } } } }';
  const response = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers: { authorization: 'Bearer T' },
    body: JSON.stringify({ query: `{ environment(id: 834) { applied { ${fields} } } }` }),
  });
  const { data } = (await response.json()) as ReturnType<typeof JSON.parse>;
  const edges: { node: { executionInfo: { executeCompletedAt: string } } }[] =
    data.environment.applied.models.edges;
  return new Set(edges.map(({ node }) => node.executionInfo.executeCompletedAt));
}

test('killed while it takes pushes, the program remembers each that it answered, and none in part', async () => {
  const state = join(newFolder(), 'state.sqlite');
  let sent = 0;
  let answered = 0;
  for (let round = 1; round <= 5; round += 1) {
    const program = await startProgram(state);
    const expected = await put(program, 'manifest.json', MANIFEST);
    expect(expected?.outcome).toBe(round === 1 ? 'new' : 'known');
    if (answered > 0) {
      // All models are of one run: the last that was answered, or the one on its way when the program was killed.
      const ran = [...(await lastRuns(program))].map((at) => new Date(at).getTime());
      const possible = Array.from({ length: sent - answered + 1 }, (_, i) =>
        Date.UTC(2026, 2, 1, 0, answered + i),
      );
      expect(ran).toHaveLength(1);
      expect(possible).toContain(ran[0]);
      expect((await put(program, 'run_results.json', nthRun(answered)))?.outcome).toBe('known');
    }
    for (let n = 0; n < round; n += 1) {
      sent += 1;
      expect((await put(program, 'run_results.json', nthRun(sent)))?.status).toBe(200);
      answered = sent;
    }
    // Killed with pushes on their way.
    const onTheirWay = Array.from({ length: 3 }, (_, i) =>
      put(program, 'run_results.json', nthRun(sent + i + 1)),
    );
    const replies = round % 2 === 0 ? Promise.race(onTheirWay) : Promise.resolve();
    await replies;
    program.child.kill('SIGKILL');
    const settled = await Promise.all(onTheirWay);
    settled.forEach((reply, i) => {
      if (reply?.status === 200) answered = Math.max(answered, sent + i + 1);
    });
    sent += onTheirWay.length;
  }
});

test('a stop in the middle of a push refuses it, keeps what was answered, and ends with 0', async () => {
  const state = join(newFolder(), 'state.sqlite');
  const program = await startProgram(state);
  expect((await put(program, 'manifest.json', MANIFEST))?.outcome).toBe('new');
  const client = request(`${program.base}/artifacts/834/run_results.json`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${PUSH_TOKEN}`, 'content-length': 1_000_000, expect: '100-continue' },
  });
  client.on('error', () => {});
  const response = once(client, 'response') as Promise<[IncomingMessage]>;
  client.flushHeaders();
  // Told to send, the push is under way.
  await once(client, 'continue');
  client.write('{');
  const ended = once(program.child, 'exit');
  program.child.kill('SIGTERM');
  const [refusal] = await response;
  expect([refusal.statusCode, await json(refusal)]).toEqual([
    503,
    { message: expect.stringContaining('stopping') },
  ]);
  client.destroy();
  expect(await ended).toEqual([0, null]);
  const again = await startProgram(state);
  expect((await put(again, 'manifest.json', MANIFEST))?.outcome).toBe('known');
});
