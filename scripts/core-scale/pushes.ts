import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ArtifactMemory, openMemory } from '../../discovery/memory/memory.ts';
import { resolveEnvironment } from '../../discovery/options.ts';
import { watchLoop } from '../support/process/loop-delays.ts';
import { megabytes, milliseconds, type Row, seconds, toRow } from '../support/rows.ts';
import type { Run } from '../support/run.ts';
import { generateProject } from './project.ts';

const ENVIRONMENT_ID = 834;
const RUNS_PER_DAY = 20;
/** All models are built on these days, and some in every other run. */
const DAYS_BETWEEN_WHOLE_BUILDS = 7;
const MODELS_PER_RUN = 25;
const DAY_MS = 24 * 3_600_000;
const START = Date.UTC(2025, 0, 1);

/**
 * So many days of pushes into one memory: how large its file becomes, what it takes to open, and how long a push holds the
 * loop that answers queries. A hold is what the loop's thread computed in one turn, and opening what all threads computed;
 * the time that passed, which also counts what else the machine did, stands beside both.
 */
export async function measurePushes(run: Run, days: number): Promise<readonly Row[]> {
  const models = run.isQuick ? 1000 : 5000;
  const project = generateProject(models);
  const path = join(run.makeFolder(), 'state.sqlite');
  const memory = await open(path);
  const loop = watchLoop();
  const holds = { large: { cpuMs: 0, passedMs: 0 }, small: { cpuMs: 0, passedMs: 0 } };
  let pushes = 0;

  async function push(size: 'large' | 'small', arrival: Parameters<ArtifactMemory['take']>[1][number]) {
    // What this script does to make artifacts is no part of a push.
    await nextTurn();
    await loop.reset();
    const [verdict] = await memory.take(ENVIRONMENT_ID, [arrival]);
    const { longestMs, longestCpuMs } = await loop.delays();
    if (verdict?.outcome !== 'new') throw new Error(`a push was ${verdict?.outcome}, not new`);
    const hold = holds[size];
    hold.cpuMs = Math.max(hold.cpuMs, longestCpuMs);
    hold.passedMs = Math.max(hold.passedMs, longestMs);
    pushes += 1;
  }

  const began = performance.now();
  for (let day = 0; day < days; day += 1) {
    const at = (hour: number) => new Date(START + day * DAY_MS + hour * 3_600_000);
    const isWhole = day % DAYS_BETWEEN_WHOLE_BUILDS === 0;
    if (isWhole) {
      run.say(`day ${day + 1} of ${days}, ${pushes} pushes`);
      await push('large', project.manifest(at(0)));
      await push('large', project.catalog(at(0)));
    }
    for (let turn = 0; turn < RUNS_PER_DAY; turn += 1) {
      const isWholeBuild = isWhole && turn === 0;
      const from = (pushes * MODELS_PER_RUN) % models;
      const build = project.build(at(1 + turn), from, isWholeBuild ? models : MODELS_PER_RUN);
      await push(isWholeBuild ? 'large' : 'small', build);
    }
  }
  const tookMs = performance.now() - began;
  await memory.close();
  const size = statSync(path).size;

  run.say('opening it again');
  const openedAt = performance.now();
  const usedBefore = process.cpuUsage();
  const again = await open(path);
  const openMs = performance.now() - openedAt;
  const { user, system } = process.cpuUsage(usedBefore);
  const openCpuSeconds = (user + system) / 1e6;
  const state = again.state(ENVIRONMENT_ID);
  const expected = project.models + project.tests;
  const missing = expected - (state?.runs.size ?? 0);
  await again.close();

  const title = `${models.toLocaleString('en-US')} models, ${project.tests.toLocaleString('en-US')} tests, ${days} days`;
  return [
    toRow({
      figure: `state file after ${title}`,
      value: size,
      show: megabytes,
      waitedMs: 0,
      limits: { must: 100 * 1024 * 1024, aim: 50 * 1024 * 1024 },
      note: `${pushes} pushes in ${seconds(tookMs / 1000)}`,
    }),
    toRow({
      figure: 'opening it',
      value: missing === 0 ? openCpuSeconds : null,
      show: seconds,
      waitedMs: openMs,
      limits: { must: 5, aim: 2 },
      note:
        missing === 0
          ? `The time that passed: ${seconds(openMs / 1000)}`
          : `${missing} nodes have lost their runs`,
    }),
    toHoldRow('a manifest, a catalog or a whole build', holds.large),
    toHoldRow(`${MODELS_PER_RUN} models and their tests`, holds.small),
  ];
}

function toHoldRow(what: string, { cpuMs, passedMs }: { cpuMs: number; passedMs: number }): Row {
  return toRow({
    figure: `longest hold of the loop by a push of ${what}`,
    value: cpuMs,
    show: milliseconds,
    waitedMs: 0,
    limits: { must: 250, aim: 100 },
    note: `The longest time that passed between two turns: ${milliseconds(passedMs)}`,
  });
}

function open(path: string): Promise<ArtifactMemory> {
  return openMemory({
    path,
    environments: [resolveEnvironment({ id: ENVIRONMENT_ID })],
    compiledTestsReadSuccess: false,
    log: (line) => process.stderr.write(`${line}\n`),
  });
}
