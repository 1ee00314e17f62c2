import { problemOf } from '../../support/graph.ts';
import { megabytes, type Row, toRow } from '../../support/rows.ts';
import type { Run } from '../../support/run.ts';
import { startSubgraph } from '../../support/subgraph.ts';
import { startDbt } from '../dbt.ts';
import { askUntilWhole, pageOf } from '../page.ts';
import { ENVIRONMENT_ID, SERVICE_TOKEN, TABLES_PER_PAGE } from '../settings.ts';

const MODELS = 1000;
const NAME_LENGTH = 950;
/** As many as the largest body that is taken holds. */
const NAMES_PER_REQUEST = 1700;
const READ_WITHIN_MS = 30_000;
const WAIT_MS = 240_000;
const CACHE_MEMORY_MB = 64;
/** V8 lets its heap grow as far as it may: an operator of a small container tells it how far that is. */
const HEAP_MB = 512;
const MB = 1024 * 1024;

const QUERY = `query ($tables: [_Any!]!) { _entities(representations: $tables) { ... on Table {
  dbt { match { status reason } } } } }`;

/** What the process takes after a caller has made up names that match nothing: none of them may be kept. */
export async function measureMadeUpNames(run: Run): Promise<readonly Row[]> {
  const names = run.isQuick ? 30_000 : 300_000;
  const size = names.toLocaleString('en-US');
  const figure = `RSS with CACHE_MEMORY_MB=${CACHE_MEMORY_MB} after ${size} made-up names`;
  run.say(figure);
  await using dbt = await startDbt([{ environmentId: ENVIRONMENT_ID, models: MODELS }], 0);
  await using subgraph = await startSubgraph({
    dbt,
    folder: run.makeFolder(),
    env: { CACHE_MEMORY_MB: String(CACHE_MEMORY_MB) },
    heapMb: HEAP_MB,
  });
  await subgraph.connect({ environmentIds: [ENVIRONMENT_ID], serviceToken: SERVICE_TOKEN });
  await askUntilWhole(subgraph, pageOf(TABLES_PER_PAGE, MODELS), READ_WITHIN_MS);

  const endAtMs = performance.now() + WAIT_MS;
  let asked = 0;
  let problem: string | null = null;
  while (asked < names && problem === null) {
    const count = Math.min(NAMES_PER_REQUEST, names - asked);
    const tables = Array.from({ length: count }, (_, position) => madeUp(asked + position));
    problem = await ask(tables);
    if (problem === null) asked += count;
    if (Math.floor(asked / 50_000) > Math.floor((asked - count) / 50_000)) {
      run.say(`${asked.toLocaleString('en-US')} names asked`);
    }
  }

  async function ask(tables: readonly unknown[]): Promise<string | null> {
    try {
      const withinMs = endAtMs - performance.now();
      return problemOf(await subgraph.ask(QUERY, { tables }, { withinMs }));
    } catch (error) {
      return subgraph.hasEnded ? 'the process died' : String(error);
    }
  }

  const row = (value: number | null, note: string) =>
    toRow({
      figure,
      value,
      show: megabytes,
      waitedMs: WAIT_MS,
      limits: { must: 350 * MB, aim: 250 * MB },
      note,
    });
  const progress = `${problem ?? 'all were answered'} after ${asked.toLocaleString('en-US')} names`;
  if (subgraph.hasEnded) return [{ ...row(null, progress), measured: 'dies' }];
  const { rssBytes, peakRssBytes } = await subgraph.memory();
  const taken = `${megabytes(rssBytes)} in the end, at most ${megabytes(peakRssBytes)}, with a heap of ${HEAP_MB} MB`;
  return [row(problem === null ? rssBytes : null, `${progress}; ${taken}`)];
}

/** Another name for each number, in a place of the project. */
function madeUp(number: number): unknown {
  const start = `stg_shop__orders_${number}_`;
  const rest = Array.from({ length: 10 }, (_, part) => ((number + 1) * (part + 7919)).toString(36)).join('_');
  return {
    __typename: 'Table',
    database: 'analytics',
    schema: 'marts_00',
    name: (start + rest.repeat(Math.ceil(NAME_LENGTH / rest.length))).slice(0, NAME_LENGTH),
  };
}
