import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { statePath } from './fixtures/open.ts';

const BREAKING = fileURLToPath(new URL('./fixtures/breaking.ts', import.meta.url));
const ATTEMPTS = 3;
const BROKE_DOWN = /^The memory of artifacts broke down \(.+\): it starts again by itself/;

/** What a process saw whose memory broke down. It is begun anew where V8 ended the process with the thread, which no program can mend. */
async function play(scenario: string): Promise<ReturnType<typeof JSON.parse>> {
  for (let attempt = 1; ; attempt += 1) {
    const child = spawn(process.execPath, [BREAKING, scenario, statePath()], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [out, err, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    if (code === 0) return JSON.parse(out);
    if (attempt === ATTEMPTS || !/jit_page/.test(err)) throw new Error(`it ended with ${code}: ${err}`);
  }
}

test('a thread that breaks down is started anew with what its file holds, and what is asked after that is done', async () => {
  expect(await play('idle')).toEqual({
    isServed: true,
    outcomes: ['known', 'new'],
    built: '2026-05-02T00:00:00Z',
    counts: [1, 2],
    lines: [
      expect.stringMatching(BROKE_DOWN),
      'The memory of artifacts has started again, with what its file holds',
    ],
  });
});

test('what is under way when the thread breaks down is answered or rejected, and is whole when it is sent again', async () => {
  const { outcomes, built } = await play('underWay');
  expect([
    ['new', 'known'],
    ['rejected', 'new'],
    ['rejected', 'known'],
  ]).toContainEqual(outcomes);
  expect(built).toBe('2026-05-01T00:00:00Z');
});

test('while it cannot start again, pushes are told to come again, health says why, and queries are answered', async () => {
  const { pushed, health, models, after, metrics } = await play('held');
  expect(pushed).toEqual([200, 500]);
  expect(health).toEqual({
    status: 'ready',
    memory: expect.stringMatching(BROKE_DOWN),
    environments: [{ id: 834, name: 'Production', hasFacts: true }],
  });
  expect(models).toBe(1);
  expect(after).not.toHaveProperty('memory');
  expect(metrics).toContain('dbt_core_memory_restarts_total 1');
});
