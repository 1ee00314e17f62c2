import { setTimeout as delay } from 'node:timers/promises';
import { milliseconds, type Row, toRow } from '../../support/rows.ts';
import type { Run } from '../../support/run.ts';
import type { Subgraph } from '../../support/subgraph.ts';
import { median } from '../median.ts';
import { type Product, startProduct } from '../product.ts';
import { tableOf } from '../project/tables.ts';
import { askShape, type ShapeAnswer } from '../shapes/ask.ts';
import { type Shape, shapesOf } from '../shapes/shapes.ts';

const TABLES = 10_000;
const QUICK_TABLES = 1000;
const WIDE_COLUMNS = 3000;
const COLUMNS = 20;
const TABLES_WITH_COLUMNS = 501;
const NARROW_COLUMNS = 2;

/** Else each request would read again what the last one has pushed out, and none would be warm. */
const ROOM_FOR_ALL = { CACHE_MEMORY_MB: '1024' };

const LIMITS = { must: 250, aim: 50 };
const IDLE_MS = 1000;
const ASK_WITHIN_MS = 45_000;
/** The hold of a state is the median of so many: a busy moment of the machine holds the loop as well, and is not met again. */
const TIMES = 3;
/** A hold that is this long is not asked for again. */
const ENOUGH_MS = 5000;

/** How long one request keeps all others waiting: the longest hold of the event loop while it is answered, measured within the process. */
export async function measureHolds(run: Run): Promise<readonly Row[]> {
  const tables = Array.from({ length: run.isQuick ? QUICK_TABLES : TABLES }, (_, number) =>
    tableOf(number, columnCountOf(number)),
  );
  run.say(`a project of ${tables.length} tables for the longest hold of the event loop`);
  await using product = await startProduct(run, { tables, env: ROOM_FOR_ALL });
  const { longestMs: idleMs } = await longestWhile(product.subgraph, () => delay(IDLE_MS));
  run.say(`longest hold of the event loop without a request: ${milliseconds(idleMs)}`);
  const rows: Row[] = [];
  for (const shape of shapesOf(tables)) {
    run.say(shape.name);
    rows.push(await measureShape(product, shape, { idleMs, times: run.isQuick ? 1 : TIMES }));
    if (product.subgraph.hasEnded) break;
  }
  return rows;
}

function columnCountOf(number: number): number {
  if (number === 0) return WIDE_COLUMNS;
  return number < TABLES_WITH_COLUMNS ? COLUMNS : NARROW_COLUMNS;
}

/** A request that is never answered, or that ends the process, misses what is demanded. */
async function measureShape(
  product: Product,
  shape: Shape,
  { idleMs, times }: { readonly idleMs: number; readonly times: number },
): Promise<Row> {
  const figure = `longest hold, ${shape.name}`;
  try {
    const holds = await measureStates(product, shape, times);
    const each = holds.map(
      ({ state, holdMs, cpuMs }) => `${state} ${milliseconds(holdMs)} (processor ${milliseconds(cpuMs)})`,
    );
    return toRow({
      figure,
      value: Math.max(...holds.map(({ holdMs }) => holdMs)),
      show: milliseconds,
      waitedMs: ASK_WITHIN_MS,
      ...(holds.some(({ answer }) => answer.isAdmitted) ? { limits: LIMITS } : {}),
      note: `${each.join(', ')}; idle ${milliseconds(idleMs)}; ${holds.at(-1)?.answer.outcome}`,
    });
  } catch (error) {
    const waitedMs = ASK_WITHIN_MS;
    return toRow({ figure, value: null, show: milliseconds, waitedMs, limits: LIMITS, note: String(error) });
  }
}

interface Hold {
  readonly state: State;
  readonly holdMs: number;
  /** Processor time of the loop's thread in one turn, at most. */
  readonly cpuMs: number;
  readonly answer: ShapeAnswer;
}

type State = 'cold' | 'first' | 'warm';

/** One hold for each state. */
async function measureStates(product: Product, shape: Shape, times: number): Promise<readonly Hold[]> {
  const all: Hold[] = [];
  for (let time = 0; time < times; time += 1) {
    const holds = await measureOnce(product, shape);
    all.push(...holds);
    if (holds.some(({ holdMs }) => holdMs > ENOUGH_MS)) break;
  }
  return [...Map.groupBy(all, ({ state }) => state).values()].map(medianOf);
}

function medianOf(holds: readonly Hold[]): Hold {
  const last = holds.at(-1) as Hold;
  return {
    ...last,
    holdMs: median(holds.map(({ holdMs }) => holdMs)),
    cpuMs: median(holds.map(({ cpuMs }) => cpuMs)),
  };
}

/** `first` prepares what is kept, `warm` uses it; where one says enough, the next is not asked. */
async function measureOnce({ subgraph, waitUntilRead }: Product, shape: Shape): Promise<readonly Hold[]> {
  const holds: Hold[] = [];
  await forget(subgraph);
  if (!shape.isAskedCold) await waitUntilRead();
  // What is forgotten here is no garbage of the request's.
  await subgraph.collectGarbage();
  for (const state of ['cold', 'first', 'warm'] as const) {
    if (state === 'cold' && !shape.isAskedCold) continue;
    const { longestMs, longestCpuMs, outcome } = await longestWhile(subgraph, () =>
      askShape(subgraph.url, shape, ASK_WITHIN_MS),
    );
    holds.push({ state, holdMs: longestMs, cpuMs: longestCpuMs, answer: outcome });
    if (longestMs > ENOUGH_MS) break;
  }
  return holds;
}

async function longestWhile<T>(subgraph: Subgraph, work: () => Promise<T>) {
  await subgraph.watchLoop();
  const outcome = await work();
  return { ...(await subgraph.loopDelays()), outcome };
}

async function forget(subgraph: Subgraph): Promise<void> {
  const mutation = 'mutation { refreshDbtMetadata { integration { revision } } }';
  await subgraph.ask(mutation, {}, { withinMs: ASK_WITHIN_MS });
}
