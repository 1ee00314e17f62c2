import { rm } from 'node:fs/promises';
import { writeArtifacts } from '../support/artifact-folder.ts';
import {
  columns,
  type Fields,
  type ManifestNode,
  model,
  notNull,
  source,
} from '../support/artifact-nodes.ts';
import { ask } from '../support/ask.ts';
import { type Stack, type StackOptions, startStack } from '../support/start-stack.ts';
import { connectWebhook } from '../support/webhook.ts';
import type { Subject } from './comparison.ts';

/** Tables whose facts hold what is hard to write, and change between two answers. */
export const CHANGING_TABLES = [
  { database: 'warehouse', schema: 'marts', name: 'customers', columns: ['id', 'email'] },
  { database: 'warehouse', schema: 'raw', name: 'customers', columns: ['id'] },
];

const START_MS = Date.parse('2026-11-26T12:00:00Z');
const MINUTE_MS = 60_000;
const ENVIRONMENT = 834;

/** By turns: dbt tells of a change, facts grow too old, an admin refreshes them. */
export async function startChangingFacts(options: StackOptions): Promise<Subject> {
  const folders = [1, 2].map((version) => writeArtifacts(projectOf(version)).artifactsPath);
  const [first = '', second = ''] = folders;
  const clock = { nowMs: START_MS };
  const stack = await startStack({
    ...options,
    environments: [{ id: ENVIRONMENT, artifactsPath: first }],
    now: () => clock.nowMs,
  });
  const deliver = await connectWebhook(stack);
  let turns = 0;
  await settle(stack, clock.nowMs);
  return {
    stack,
    async between() {
      turns += 1;
      clock.nowMs += turns % 3 === 2 ? 16 * MINUTE_MS : 1000;
      if (turns % 3 === 1) {
        await stack.discovery.setEnvironmentArtifacts(ENVIRONMENT, turns % 2 === 1 ? second : first);
        await deliver(ENVIRONMENT, clock.nowMs);
      }
      if (turns % 3 === 0) await stack.query('mutation { refreshDbtMetadata { userErrors { code } } }');
      await settle(stack, clock.nowMs);
    },
    async stop() {
      await stack.stop();
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Asks, beside a field that has no plan, until all that is known was read at this time. */
async function settle({ url }: Stack, nowMs: number): Promise<void> {
  const node = '{ tags rawCode }';
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Table { dbtDescription dbtTests { severity }
    dbt { asOf match { reason candidates ${node} } node ${node} columns { dbt { index } }
    health upstream { sources { node ${node} } failing { node ${node} } } } } } dbtIntegration { id } }`;
  const r = CHANGING_TABLES.map(({ columns: _, ...table }) => ({ __typename: 'Table', ...table }));
  for (;;) {
    const { body } = await ask(`${url}/graphql`, query, { r });
    const entities: readonly { dbt: { asOf: string | null } }[] = body.data?._entities ?? [];
    if (entities.every(({ dbt }) => dbt.asOf === new Date(nowMs).toISOString())) return;
  }
}

function projectOf(version: number) {
  const odd = `version ${version}: "quoted" \\ é 漢字 \u{1f600} \u2028 \u0007\n</script>`;
  const loaded = source('shop', 'warehouse.raw.customers', {
    description: `Loaded, version ${version}`,
    columns: columns({ id: odd }),
  });
  const customers = model('warehouse.marts.customers', {
    description: odd,
    columns: withMeta(columns({ id: odd, email: `Address, version ${version}` })),
    meta: META,
    tags: ['"', '"', `v${version}`],
    raw_code: odd,
    depends_on: { nodes: [loaded.unique_id] },
  });
  const tests = [notNull(customers, 'id'), notNull(customers, 'email'), notNull(loaded, 'id')];
  const at = `2026-11-2${version}T03:00:00.000000Z`;
  const results = (nodes: readonly ManifestNode[], status: string, message: string) =>
    Object.fromEntries(nodes.map(({ unique_id }) => [unique_id, { status, failures: version, message }]));
  return {
    nodes: [customers, loaded, ...tests],
    runs: [
      {
        command: 'build',
        at,
        results: { ...results([customers], 'success', 'OK'), ...results(tests, 'fail', odd) },
      },
    ],
    catalog: { [customers.unique_id]: ['id', 'email'], [loaded.unique_id]: ['id'] },
  };
}

function withMeta(declared: Fields): Fields {
  return Object.fromEntries(
    Object.entries(declared).map(([name, column]) => [
      name,
      { ...(column as Fields), meta: META, tags: ['a', 'a'] },
    ]),
  );
}

const META: unknown = JSON.parse(
  '{"constructor":null,"toJSON":"no function","list":[1.5,-0.0,1e21,{"é":"\\u2028"}],"":""}',
);
