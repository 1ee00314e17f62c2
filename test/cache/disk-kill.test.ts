import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createDiskPlace } from './disk-fixture.ts';
import { textOf } from './outer-cache-contract.ts';

const WRITER = fileURLToPath(new URL('./disk-writer.ts', import.meta.url));
const KEYS = Array.from({ length: 40 }, (_, n) => `v2/acme/int-1/1/834/node/${n}`);
const KILLS = 8;

interface Told {
  readonly round: number;
  readonly found: readonly (number | null)[];
  readonly warnings: readonly string[];
}

/** Runs until `isEnough` says so of a round that was stored, and `killAfterMs` more; tells the last round. */
async function writeAndKill(
  child: ChildProcess,
  isEnough: (told: Told) => boolean,
  killAfterMs: number,
): Promise<number> {
  const gone = once(child, 'close');
  let last = 0;
  if (child.stdout === null) throw new Error('its output is read');
  for await (const line of createInterface(child.stdout)) {
    const told: Told = JSON.parse(line);
    last = told.round;
    if (isEnough(told)) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  }
  await gone;
  return last;
}

test('killed in the middle of a write, the file is whole: every round that was stored is found, no half of one is', async () => {
  for (let kill = 0; kill < KILLS; kill++) {
    await using place = createDiskPlace();
    const child = spawn(process.execPath, [WRITER, place.path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const stored = await writeAndKill(child, ({ round }) => round === 2 + kill, kill * 3);
    const cache = place.open({ now: Date.now });
    const found = await cache.getMany(KEYS);
    const rounds = new Set(found.map((entry) => entry?.readAtMs));
    expect(rounds.size).toBe(1);
    const [round = 0] = rounds;
    expect(round).toBeGreaterThanOrEqual(stored);
    expect(new Set(found.map(textOf))).toEqual(new Set([`${round} `.repeat(1000)]));
    expect(place.said.warn).toEqual([]);
  }
});

test('on a disk that takes no more, what stands there is still found, and nothing ends', async () => {
  await using place = createDiskPlace();
  // No file may grow beyond 512 blocks of 512 or 1024 bytes, as the shell counts: less than forty rounds of 80 to 120 kB in the log.
  const limited = ['-c', 'ulimit -f 512; exec "$0" "$@"', process.execPath, WRITER, place.path, '40'];
  const child = spawn('/bin/sh', limited, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const told: Told[] = [];
  for await (const line of createInterface(child.stdout)) told.push(JSON.parse(line));
  expect(await ended).toEqual([0, null]);
  expect(told).toHaveLength(40);
  expect(told.at(-1)?.warnings).toContainEqual(
    expect.stringContaining(`The cache file ${place.path} cannot be used`),
  );
  const found = await place.open({ now: Date.now }).getMany(KEYS);
  const rounds = new Set(found.map((entry) => entry?.readAtMs));
  expect(rounds.size).toBe(1);
  const [round = 0] = rounds;
  expect(round).toBeGreaterThan(0);
});
