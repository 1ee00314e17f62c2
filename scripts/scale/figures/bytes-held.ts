import { setTimeout as delay } from 'node:timers/promises';
import { GATEWAY_ENV, headersOf } from '../../support/gateway.ts';
import { until } from '../../support/process/until.ts';
import { bytes, type Row, toRow } from '../../support/rows.ts';
import type { Run } from '../../support/run.ts';
import { type Subgraph, startSubgraph } from '../../support/subgraph.ts';
import { type EnvironmentSize, startDbt } from '../dbt.ts';
import { askUntilWhole, pageOf } from '../page.ts';
import { countsOf } from '../project/names.ts';
import { NO_BUDGET, SERVICE_TOKEN, TABLES_PER_PAGE } from '../settings.ts';

const WAIT_MS = 60_000;
/** What is written behind the answers is written by then. */
const QUIET_MS = 2000;
const SMALL: EnvironmentSize = { environmentId: 1, models: 1000 };
const CACHE_BYTES = 'dbt_subgraph_memory_cache_bytes';

/** A name that nothing has: to say why, the definition state is looked into. */
const MADE_UP = {
  query: `query ($tables: [_Any!]!) { _entities(representations: $tables) { ... on Table {
    dbt { match { status reason } } } } }`,
  variables: { tables: [{ __typename: 'Table', database: 'raw', schema: 'marts_00', name: 'nothing' }] },
};

interface Held {
  readonly bytes: number;
  /** By the subgraph's own account. */
  readonly cacheBytes: number;
}

/**
 * What a relation of a large project weighs in memory: all that the process holds more than before it read the project, garbage collected.
 * Another tenant's small project is read before, so that what the process loads once is no part of it.
 */
export async function measureBytesHeld(run: Run): Promise<readonly Row[]> {
  const large: EnvironmentSize = { environmentId: 2, models: run.isQuick ? 5000 : 50_000 };
  const figure = `bytes a relation held, ${large.models.toLocaleString('en-US')} models`;
  run.say(figure);
  await using dbt = await startDbt([SMALL, large], 0);
  await using subgraph = await startSubgraph({
    dbt,
    folder: run.makeFolder(),
    env: { ...NO_BUDGET, ...GATEWAY_ENV },
  });
  await read(subgraph, 'small', SMALL);
  await readDefinition(subgraph, 'small');
  const before = await heldBy(subgraph);
  const missing = await read(subgraph, 'large', large);
  const applied = await heldBy(subgraph);
  const isDefinitionRead = await readDefinition(subgraph, 'large');
  const both = await heldBy(subgraph);

  const relations = Object.values(countsOf(large.models)).reduce((sum, count) => sum + count, 0);
  const row = (state: string, held: Held, isRead: boolean) => ({
    figure: `${figure}, ${state}`,
    value: isRead ? (held.bytes - before.bytes) / relations : null,
    show: bytes,
    waitedMs: WAIT_MS,
    note: `${CACHE_BYTES} says ${bytes((held.cacheBytes - before.cacheBytes) / relations)}`,
  });
  return [
    toRow({
      ...row('applied state', applied, missing === null),
      limits: { must: 400, aim: 250 },
      ...(missing === null ? {} : { note: missing }),
    }),
    toRow(row('definition state beside it', both, isDefinitionRead)),
  ];
}

async function read(subgraph: Subgraph, tenant: string, { environmentId, models }: EnvironmentSize) {
  const headers = headersOf(tenant);
  await subgraph.connect({ environmentIds: [environmentId], serviceToken: SERVICE_TOKEN, headers });
  const { missing } = await askUntilWhole(subgraph, pageOf(TABLES_PER_PAGE, models), WAIT_MS, { headers });
  return missing;
}

function readDefinition(subgraph: Subgraph, tenant: string): Promise<boolean> {
  const headers = headersOf(tenant);
  return until(WAIT_MS, async () => {
    const answer = await subgraph.ask(MADE_UP.query, MADE_UP.variables, { headers, withinMs: WAIT_MS });
    return answer.errors === undefined;
  });
}

async function heldBy(subgraph: Subgraph): Promise<Held> {
  await delay(QUIET_MS);
  await subgraph.collectGarbage();
  const { heldBytes } = await subgraph.memory();
  return { bytes: heldBytes, cacheBytes: await subgraph.metric(CACHE_BYTES) };
}
