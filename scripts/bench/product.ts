import { setTimeout as delay } from 'node:timers/promises';
import { problemOf } from '../support/graph.ts';
import type { Run } from '../support/run.ts';
import { type Subgraph, startSubgraph } from '../support/subgraph.ts';
import { ENVIRONMENT_ID, SERVICE_TOKEN, startDiscovery } from './discovery.ts';
import type { Contender } from './load/rounds.ts';
import type { MadeUpTable } from './project/tables.ts';
import { SERVER_CORE } from './server-core.ts';

export const PRODUCT = 'the subgraph';

type Headers = Readonly<Record<string, string>>;

/** The subgraph on the server's core, connected by the mutation to a Discovery API over these tables. */
export interface Product extends AsyncDisposable {
  readonly subgraph: Subgraph;
  /** Resolves when the project has been read, as it has been when a product was started. */
  waitUntilRead(): Promise<void>;
  contender(name: string, bodies: readonly string[]): Contender;
}

interface ProductOptions {
  readonly tables: readonly MadeUpTable[];
  /** Variables besides those that every product here is started with. */
  readonly env?: Readonly<Record<string, string>>;
  /** Of an admin, who is also the reader. */
  readonly headers?: Headers;
}

const READ_WITHIN_MS = 60_000;
const PAUSE_MS = 50;
/** Asked by its names, whatever the graph calls its tables. */
const LOOK_UP = `query ($database: String!, $schema: String!, $name: String!) {
  dbtLookup(database: $database, schema: $schema, name: $name) { description } }`;

/** Resolves when the project has been read. */
export async function startProduct(
  run: Run,
  { tables, env = {}, headers = {} }: ProductOptions,
): Promise<Product> {
  await using stack = new AsyncDisposableStack();
  const discovery = stack.use(await startDiscovery(run.makeFolder(), tables));
  const subgraph = stack.use(
    await startSubgraph({
      dbt: discovery,
      folder: run.makeFolder(),
      // How long a large project is read is not what is measured.
      env: { CACHE_URL: 'memory', DBT_REQUESTS_PER_MINUTE: '100000', DBT_DEADLINE_MS: '60000', ...env },
      core: SERVER_CORE,
    }),
  );
  await subgraph.connect({ environmentIds: [ENVIRONMENT_ID], serviceToken: SERVICE_TOKEN, headers });
  const waitUntilRead = () => askUntilRead(subgraph, headers, tables.at(-1));
  await waitUntilRead();
  const all = stack.move();
  return {
    subgraph,
    waitUntilRead,
    contender: (name, bodies) => ({
      name,
      url: `${subgraph.url}/graphql`,
      headers,
      bodies,
      usedCpu: subgraph.usedCpu,
    }),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** Resolves when the project that the table is of has been read. */
export async function askUntilRead(
  subgraph: Pick<Subgraph, 'ask'>,
  headers: Headers,
  table: MadeUpTable | undefined,
): Promise<void> {
  if (table === undefined) return;
  const { database, schema, relation: name } = table;
  const endAtMs = performance.now() + READ_WITHIN_MS;
  for (;;) {
    const options = { headers, withinMs: READ_WITHIN_MS };
    const answer = await subgraph.ask(LOOK_UP, { database, schema, name }, options);
    const problem = problemOf(answer);
    if (problem === null) return;
    if (performance.now() > endAtMs) throw new Error(`The made-up project was never read: ${problem}`);
    await delay(PAUSE_MS);
  }
}
