import { fileURLToPath } from 'node:url';
import { askGraph } from '../../support/graph.ts';
import { startChild } from '../../support/process/child.ts';
import { type Row, times, toRow } from '../../support/rows.ts';
import type { Run } from '../../support/run.ts';
import { connectDbt, flagsOfStart, type Subgraph } from '../../support/subgraph.ts';
import { checkAnswer } from '../check-answer.ts';
import { ENVIRONMENT_ID, SERVICE_TOKEN, startDiscovery } from '../discovery.ts';
import { type Contender, measureRounds, ratioOf, speedOf } from '../load/rounds.ts';
import { startLoad } from '../load/start.ts';
import { askUntilRead } from '../product.ts';
import { roundsOf } from '../rounds-of.ts';
import { SERVER_CORE } from '../server-core.ts';
import { bodyOf, MANY_TABLES, TABLES } from '../workloads.ts';

const WITH = 'counted';
const WITHOUT = 'uncounted';
const FIGURE = 'W1 with coverage, against W1 without';
/** A few per cent show in so many times the rounds of a ratio of ten. */
const FINENESS = 3;
const PROGRAM = fileURLToPath(new URL('../load/serve-both.ts', import.meta.url));

/** What it costs a warm page that its tables are counted. Both are served by one process, by turns. */
export async function measureCoverage(run: Run): Promise<readonly Row[]> {
  run.say(FIGURE);
  await using discovery = await startDiscovery(run.makeFolder(), TABLES);
  await using both = startChild({
    args: [...flagsOfStart(), PROGRAM],
    cwd: run.makeFolder(),
    env: {
      NODE_ENV: 'production',
      AUTH_MODE: 'none',
      PORT: '0',
      STORE_URL: 'sqlite://:memory:',
      CACHE_URL: 'memory',
      DBT_ALLOWED_HOSTS: discovery.url,
      DBT_REQUESTS_PER_MINUTE: '100000',
      DBT_DEADLINE_MS: '60000',
    },
    core: SERVER_CORE,
  });
  await using load = startLoad();
  const urls = await both.ask<readonly string[]>('urls');
  const contenders = [WITH, WITHOUT].map((name, position): Contender & { readonly origin: string } => {
    const origin = urls[position] ?? '';
    const usedCpu = () => both.ask<number>('usedCpu');
    return { name, origin, url: `${origin}/graphql`, bodies: [bodyOf(MANY_TABLES)], usedCpu };
  });
  for (const { origin } of contenders) {
    await connectDbt(origin, discovery, { environmentIds: [ENVIRONMENT_ID], serviceToken: SERVICE_TOKEN });
    const ask: Subgraph['ask'] = (query, variables, options) => askGraph(origin, query, variables, options);
    await askUntilRead({ ask }, {}, TABLES.at(-1));
  }
  for (const contender of contenders) await checkAnswer(contender, MANY_TABLES);
  const { rounds, roundMs } = roundsOf(run);
  const options = { rounds: rounds * FINENESS, roundMs };
  const speeds = await measureRounds(load.applyLoad, contenders, options);
  const [own, other] = [WITH, WITHOUT].map((name) => Math.round(speedOf(speeds, name)));
  return [
    toRow({
      figure: FIGURE,
      value: ratioOf(speeds, WITH, WITHOUT),
      show: times,
      waitedMs: 0,
      limits: { must: 0.97, aim: 1, isLeast: true },
      note: `${own} against ${other} requests per second of processor time`,
    }),
  ];
}
