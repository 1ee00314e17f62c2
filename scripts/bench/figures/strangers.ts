import { GATEWAY_ENV } from '../../support/gateway.ts';
import { type Row, toRow } from '../../support/rows.ts';
import type { Run } from '../../support/run.ts';
import { type Subgraph, startSubgraph } from '../../support/subgraph.ts';
import { startIssuer } from '../issuer.ts';
import { knock } from '../load/knock.ts';
import { SERVER_CORE } from '../server-core.ts';
import { equalFields } from '../shapes/selections.ts';

const BODY_BYTES = 2_000_000;
const REQUESTS = 200;
const QUICK_REQUESTS = 30;
const LEAST_REQUESTS = 5;
const WARM_UPS = 10;
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
  const once = () => knock({ url, body });
  const endAtMs = performance.now() + ENOUGH_MS;
  for (let warmUp = 0; warmUp < WARM_UPS && performance.now() < endAtMs; warmUp++) await once();
  const wanted = isQuick ? QUICK_REQUESTS : REQUESTS;
  const counts = new Map<string, number>();
  const before = await subgraph.usedCpu();
  let requests = 0;
  while (requests < wanted && (requests < LEAST_REQUESTS || performance.now() < endAtMs)) {
    const status = String((await once()) ?? 'cut');
    counts.set(status, (counts.get(status) ?? 0) + 1);
    requests += 1;
  }
  const cpuMs = ((await subgraph.usedCpu()) - before) / requests / 1000;
  const statuses = [...counts].map(([status, count]) => `${count} × ${status}`).join(', ');
  return { cpuMs, requests, statuses };
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
