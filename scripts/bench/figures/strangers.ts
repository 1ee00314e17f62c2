import { GATEWAY_ENV } from '../../support/gateway.ts';
import { type Row, toRow } from '../../support/rows.ts';
import type { Run } from '../../support/run.ts';
import { type Subgraph, startSubgraph } from '../../support/subgraph.ts';
import { startIssuer } from '../issuer.ts';
import { knock } from '../load/knock.ts';
import { median } from '../median.ts';
import { SERVER_CORE } from '../server-core.ts';
import { equalFields } from '../shapes/selections.ts';

const BODY_BYTES = 2_000_000;
/** The processor time of one request is the median of the batches: the engine compiles, and collects garbage, in some of them. */
const BATCHES = 11;
const QUICK_BATCHES = 3;
const REQUESTS_PER_BATCH = 20;
const MICROSECONDS_PER_MS = 1000;
/** A body that costs seconds is known by a few. */
const ENOUGH_MS = 3000;
/** As many as the tokens of a document allow. */
const EQUAL_FIELDS = 1200;
const MUST_MS = 1;
/** What is as cheap as another, as far as can be measured. */
const ALIKE = 1.25;

const NOTHING = Buffer.alloc(0);
/** Blanks fill a body up to its size: they cost a parser little, and a reader of bodies as much as anything. */
const BODIES: Readonly<Record<string, Buffer>> = {
  'nested lists': toBody(`{a(b:${'['.repeat(BODY_BYTES - 100)}`),
  'equal fields': toBody(`{_entities(representations:[]){...on Table{${equalFields(EQUAL_FIELDS)}}}}`),
};

/** Nobody listens there: a caller who is not let in never gets as far. */
const NO_DBT = { url: 'http://127.0.0.1:9' };

interface Refused {
  readonly cpuMs: number;
  readonly requests: number;
  /** What came back, by status. */
  readonly statuses: string;
}

/** What the subgraph's processor does for a caller without a secret or a token who sends 2 MB, beside one who sends nothing. */
export async function measureStrangers(run: Run): Promise<readonly Row[]> {
  await using issuer = await startIssuer();
  const rows: Row[] = [];
  for (const env of [GATEWAY_ENV, issuer.env]) rows.push(...(await measureMode(run, env)));
  return rows;
}

async function measureMode(run: Run, env: Readonly<Record<string, string>>): Promise<readonly Row[]> {
  run.say(`strangers with 2 MB in ${env.AUTH_MODE} mode`);
  await using subgraph = await startSubgraph({
    dbt: NO_DBT,
    folder: run.makeFolder(),
    env: { CACHE_URL: 'memory', ...env },
    core: SERVER_CORE,
  });
  const empty = await refuse(run, subgraph, NOTHING);
  const rows: Row[] = [];
  for (const [name, body] of Object.entries(BODIES)) {
    const refused = await refuse(run, subgraph, body);
    rows.push(
      toRow({
        figure: `CPU of a stranger's 2 MB of ${name}, ${env.AUTH_MODE} mode`,
        value: refused.cpuMs,
        show: fineMilliseconds,
        waitedMs: 0,
        limits: { must: MUST_MS, aim: Math.min(MUST_MS, empty.cpuMs * ALIKE) },
        note: `${describe(refused)}; without a body ${fineMilliseconds(empty.cpuMs)} (${describe(empty)})`,
      }),
    );
  }
  return rows;
}

async function refuse({ isQuick }: Run, subgraph: Subgraph, body: Buffer): Promise<Refused> {
  const url = `${subgraph.url}/graphql`;
  const counts = new Map<string, number>();
  const times: number[] = [];
  const batches = isQuick ? QUICK_BATCHES : BATCHES;
  const endAtMs = performance.now() + ENOUGH_MS;
  // The first batch warms up.
  for (let batch = 0; batch <= batches; batch += 1) {
    const before = await subgraph.usedCpu();
    for (let request = 0; request < REQUESTS_PER_BATCH; request += 1) {
      const status = String((await knock({ url, body })) ?? 'cut');
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
    const cpuMs = ((await subgraph.usedCpu()) - before) / REQUESTS_PER_BATCH / MICROSECONDS_PER_MS;
    if (batch > 0) times.push(cpuMs);
    if (batch > 0 && performance.now() > endAtMs) break;
  }
  const requests = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const statuses = [...counts].map(([status, count]) => `${count} × ${status}`).join(', ');
  return { cpuMs: median(times), requests, statuses };
}

function describe({ requests, statuses }: Refused): string {
  return `${requests} requests: ${statuses}`;
}

function fineMilliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(2) : Math.round(value)} ms`;
}

function toBody(query: string): Buffer {
  const whole = JSON.stringify({ query: query.padEnd(BODY_BYTES - '{"query":""}'.length) });
  return Buffer.from(whole);
}
