import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { REDIS_BINARY } from '../test/support/redis-server.ts';
import { fileOf, stepSecondsOf, writeRecorded } from './record-alerts/recorded.ts';
import { readRules } from './record-alerts/rules.ts';
import { SCENARIOS, type Scenario } from './record-alerts/scenarios.ts';
import { mountSmallDisk } from './record-alerts/small-disk.ts';
import { openStage, TENANTS } from './record-alerts/stage.ts';
import { readExpression } from './support/promql.ts';

/**
 * Plays each scenario with the program itself, and writes its series to deploy/alerts/recorded as tests for promtool, which it then runs.
 * `--only name` (may be repeated) plays some of them, `--log` prints what the subgraph has logged. Exits 1 where an alert does not fire
 * as the scenario says.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: 'string', multiple: true }, log: { type: 'boolean', default: false } },
  });
  const selectors = readRules().flatMap(({ expr }) => readExpression(expr).selectors);
  let isWrong = false;
  for (const scenario of SCENARIOS) {
    if (values.only !== undefined && !values.only.includes(scenario.name)) continue;
    isWrong = !(await record(scenario, selectors, values.log)) || isWrong;
  }
  return isWrong ? 1 : 0;
}

const SMALL_DISK_KILOBYTES = 16 * 1024;

/** False where promtool finds other alerts than the scenario says. What cannot be played here is left as it was, and said. */
async function record(
  scenario: Scenario,
  selectors: ReturnType<typeof readExpression>['selectors'],
  isLogShown: boolean,
): Promise<boolean> {
  const needs = scenario.needs ?? [];
  using disk = needs.includes('small disk') ? mountSmallDisk(SMALL_DISK_KILOBYTES) : null;
  if (needs.includes('small disk') && disk === null) return skip(scenario, 'nothing can be mounted here');
  if (needs.includes('redis') && REDIS_BINARY === null) return skip(scenario, 'there is no redis-server');
  const smallDisk = disk?.path ?? '';
  await using stage = await openStage({
    selectors,
    stepMs: stepSecondsOf(scenario) * 1000,
    replicas: scenario.replicas ?? 2,
    env: scenario.env?.(smallDisk) ?? {},
    hasRedis: needs.includes('redis'),
    hasPostgres: needs.includes('postgres'),
    smallDisk,
  });
  if (needs.includes('postgres') && stage.postgres === null) return skip(scenario, 'there is no PostgreSQL');
  const startedAtMs = performance.now();
  await scenario.play(stage);
  const { history } = stage;
  const realSeconds = (performance.now() - startedAtMs) / 1000 / history.scrapes;
  writeFileSync(fileOf(scenario.name), writeRecorded(scenario, history, realSeconds));
  if (isLogShown) process.stdout.write(`${stage.lines.join('\n')}\n`);
  const tested = spawnSync('promtool', ['test', 'rules', fileURLToPath(fileOf(scenario.name))], {
    encoding: 'utf8',
  });
  const isRight = tested.status === 0;
  say(
    `${scenario.name}: ${history.scrapes} scrapes of ${TENANTS.length} tenants, ${isRight ? 'as it says' : 'WRONG'}`,
  );
  if (!isRight) say(`${tested.stdout ?? ''}${tested.stderr ?? tested.error?.message ?? ''}`);
  return isRight;
}

function skip({ name }: Scenario, reason: string): true {
  say(`${name}: left as it was, since ${reason}`);
  return true;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

process.exitCode = await main();
