import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { statePath } from './fixtures/open.ts';

const PUSHER = fileURLToPath(new URL('./fixtures/pusher.ts', import.meta.url));
const KILLS = 100;
/** Reached after some pushes, wherever the next one is then. */
const MAX_PUSHES = 6;
const MAX_PAUSE_MS = 12;

test(`killed at ${KILLS} instants, it has every push that was acknowledged, and the last one whole or not at all`, async () => {
  const path = statePath();
  const random = randomNumbers(13);
  let acknowledged = 0;
  for (let round = 0; round < KILLS; round += 1) {
    const { found, taken } = await pushUntilKilled(
      path,
      1 + (random() % MAX_PUSHES),
      random() % MAX_PAUSE_MS,
    );
    expect(Number(found), `round ${round} found ${found}`).toBeGreaterThanOrEqual(acknowledged);
    // One push may be on disk that was not acknowledged any more.
    expect(Number(found)).toBeLessThanOrEqual(acknowledged + 1);
    acknowledged = taken;
  }
  expect(acknowledged).toBeGreaterThan(KILLS);
});

interface Life {
  /** The first line: the newest push on disk. */
  found: string;
  /** The last push that was acknowledged. */
  taken: number;
}

async function pushUntilKilled(path: string, pushes: number, pauseMs: number): Promise<Life> {
  const child = spawn(process.execPath, [PUSHER, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  const life: Life = { found: '', taken: 0 };
  let seen = 0;
  for await (const line of createInterface({ input: outputOf(child) })) {
    const [, word, text = ''] = /^(\w+) (.*)$/.exec(line) ?? [];
    if (word === 'found') {
      life.found = text;
      life.taken = Number(text);
    } else if (word === 'took') {
      life.taken = Number(text);
      seen += 1;
      if (seen === pushes) setTimeout(() => child.kill('SIGKILL'), pauseMs);
    } else throw new Error(`the process said: ${line}`);
  }
  await ended;
  return life;
}

function outputOf(child: ChildProcess) {
  if (child.stdout === null) throw new Error('the process has no output');
  return child.stdout;
}

/** The same at every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state >> 8;
  };
}
