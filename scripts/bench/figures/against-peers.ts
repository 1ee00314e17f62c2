import { problemOf } from '../../support/graph.ts';
import { milliseconds, type Row, times, toRow } from '../../support/rows.ts';
import type { Run } from '../../support/run.ts';
import type { Subgraph } from '../../support/subgraph.ts';
import { checkAnswer } from '../check-answer.ts';
import { measureRounds, ratioOf, type Speeds, speedOf } from '../load/rounds.ts';
import { startLoad } from '../load/start.ts';
import { BARE_NODE, DEFAULT_APOLLO, LEAN_APOLLO, MERCURIUS, startPeers } from '../peers/start.ts';
import { PRODUCT, startProduct } from '../product.ts';
import { roundsOf } from '../rounds-of.ts';
import { bodyOf, MANY_COLUMNS, MANY_TABLES, ONE_TABLE, TABLES, type Workload } from '../workloads.ts';

interface Bounds {
  readonly must: number;
  readonly aim: number;
}

/** What is demanded of a ratio, by the peer's name. */
type Demands = Readonly<Record<string, Bounds>>;

const PEERS = [DEFAULT_APOLLO, LEAN_APOLLO, MERCURIUS, BARE_NODE] as const;
const ASK_WITHIN_MS = 60_000;

export async function measureManyTables(run: Run): Promise<readonly Row[]> {
  const demands = { [DEFAULT_APOLLO]: { must: 6, aim: 10 }, [BARE_NODE]: { must: 0.8, aim: 1.2 } };
  return measure(run, 'W1, 100 tables', MANY_TABLES, demands, { isColdMeasured: true });
}

export async function measureManyColumns(run: Run): Promise<readonly Row[]> {
  return measure(run, 'W2, 1,000 columns', MANY_COLUMNS, { [DEFAULT_APOLLO]: { must: 4, aim: 6 } });
}

export async function measureOneTable(run: Run): Promise<readonly Row[]> {
  return measure(run, 'W3, one table', ONE_TABLE, { [DEFAULT_APOLLO]: { must: 2, aim: 4 } });
}

/** Requests per second of processor time, the subgraph's over each peer's, in alternating rounds. */
async function measure(
  run: Run,
  name: string,
  workload: Workload,
  demands: Demands,
  { isColdMeasured = false } = {},
): Promise<readonly Row[]> {
  run.say(`${name}: the subgraph and its peers, by turns`);
  await using product = await startProduct(run, { tables: TABLES });
  await using peers = await startPeers();
  await using load = startLoad();
  const bodies = [bodyOf(workload)];
  const contenders = [product.contender(PRODUCT, bodies), ...peers.contenders(bodies)];
  const sizes: number[] = [];
  for (const contender of contenders) sizes.push(await checkAnswer(contender, workload));
  const speeds = await measureRounds(load.applyLoad, contenders, roundsOf(run));
  const rows = PEERS.map((peer) => toRatioRow(name, peer, speeds, demands[peer]));
  const [first, ...others] = rows as [Row, ...Row[]];
  const inBytes = Buffer.byteLength(bodies[0] ?? '').toLocaleString('en-US');
  const note = `${first.note}; ${inBytes} bytes in, ${sizes[0]?.toLocaleString('en-US')} out`;
  const cold = isColdMeasured ? [await measureCold(name, product.subgraph, workload)] : [];
  return [{ ...first, note }, ...others, ...cold];
}

function toRatioRow(name: string, peer: string, speeds: Speeds, bounds: Bounds | undefined): Row {
  const [own, other] = [PRODUCT, peer].map((contender) => Math.round(speedOf(speeds, contender)));
  return toRow({
    figure: `${name}, against ${peer}`,
    value: ratioOf(speeds, PRODUCT, peer),
    show: times,
    waitedMs: 0,
    ...(bounds === undefined ? {} : { limits: { ...bounds, isLeast: true } }),
    note: `${own} against ${other} requests per second of processor time`,
  });
}

/** The first request after everything that was read is forgotten. */
async function measureCold(name: string, subgraph: Subgraph, workload: Workload): Promise<Row> {
  const refresh = 'mutation { refreshDbtMetadata { integration { revision } userErrors { message } } }';
  const refreshed = problemOf(await subgraph.ask(refresh, {}, { withinMs: ASK_WITHIN_MS }));
  if (refreshed !== null) throw new Error(`Nothing could be forgotten: ${refreshed}`);
  const startedAtMs = performance.now();
  const variables = { references: workload.references };
  const answer = await subgraph.ask(workload.query, variables, { withinMs: ASK_WITHIN_MS });
  const tookMs = performance.now() - startedAtMs;
  return toRow({
    figure: `${name}, cold`,
    value: tookMs,
    show: milliseconds,
    waitedMs: ASK_WITHIN_MS,
    note: problemOf(answer) ?? 'one request after refreshDbtMetadata, a whole read of the project in it',
  });
}
