import { fileURLToPath } from 'node:url';
import { startChild } from '../../support/process/child.ts';
import { milliseconds, type Row, seconds, toRow } from '../../support/rows.ts';
import type { Run } from '../../support/run.ts';
import type { BuiltGraph, UpstreamWork } from '../graph/serve-graph.ts';

const PROGRAM = fileURLToPath(new URL('../graph/serve-graph.ts', import.meta.url));
const BYTES_PER_MB = 1_000_000;
const MS_PER_SECOND = 1000;
/** The first time the engine has optimised nothing, which is how it is met after each change; the others tell how much of it that is. */
const TIMES = 3;

/** What the graph of a large project weighs, and what it costs to work out every table's answers: nearly all of them have every source above. */
export async function measureUpstreamWork(run: Run): Promise<readonly Row[]> {
  const models = run.isQuick ? 5000 : 50_000;
  const figure = `upstream of ${models.toLocaleString('en-US')} tables`;
  run.say(figure);
  await using child = startChild({ args: ['--expose-gc', PROGRAM], cwd: run.makeFolder() });
  const graph = await child.ask<BuiltGraph>('build', models);
  const works: UpstreamWork[] = [];
  for (let time = 0; time < TIMES; time++) works.push(await child.ask<UpstreamWork>('work', models));
  const [first] = works as [UpstreamWork, ...UpstreamWork[]];
  const { nodes, edges, heldBytes } = graph;
  const cost = ({ computeMs, lookUpMs }: UpstreamWork) => (computeMs + lookUpMs) / MS_PER_SECOND;
  const above = `${first.wholeTables.toLocaleString('en-US')} tables with ${first.sources.toLocaleString('en-US')} sources above each`;
  const again = works.slice(1).map((work) => seconds(cost(work)));
  return [
    toRow({
      figure: `${figure}: the graph in memory`,
      value: heldBytes / BYTES_PER_MB,
      show: (value) => `${value.toFixed(1)} MB`,
      waitedMs: 0,
      limits: { must: 10, aim: 8 },
      note: `${nodes.toLocaleString('en-US')} nodes, ${edges.toLocaleString('en-US')} edges; its answers weigh ${(first.answerBytes / BYTES_PER_MB).toFixed(1)} MB`,
    }),
    toRow({
      figure: `${figure}: processor time of the answers`,
      value: cost(first),
      show: seconds,
      waitedMs: 0,
      limits: { must: 2, aim: 1 },
      note: `${above}; ${milliseconds(first.lookUpMs)} of it to look all of them up; once more ${again.join(', ')}`,
    }),
    toRow({
      figure: `${figure}: longest slice`,
      value: Math.max(...works.map(({ longestSliceMs }) => longestSliceMs)),
      show: milliseconds,
      waitedMs: 0,
      limits: { must: 50, aim: 20 },
      note: 'processor time of the thread',
    }),
  ];
}
