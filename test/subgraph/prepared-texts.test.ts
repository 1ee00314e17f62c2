import { cpSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ArtifactFolder, writeArtifacts } from '../support/artifact-folder.ts';
import { columns, model, notNull } from '../support/artifact-nodes.ts';
import { column, entities, table } from '../support/entities.ts';
import { type Stack, startStack } from '../support/start-stack.ts';
import { connectWebhook } from '../support/webhook.ts';

const MINUTE_MS = 60_000;
const BEGIN_MS = Date.parse('2026-11-26T12:00:00Z');
/** The Discovery program takes it beside the one that is connected. */
const OTHER_TOKEN = 'dbtc_service-token-0002';

const clock = { nowMs: BEGIN_MS };
let folder: ArtifactFolder;
let stack: Stack;

beforeEach(async () => {
  clock.nowMs = BEGIN_MS;
  folder = artifacts('before');
  stack = await startStack({
    environments: [{ id: 834, artifactsPath: folder.artifactsPath }],
    discovery: { tokens: [{ token: OTHER_TOKEN, permission: 'full' }] },
    now: () => clock.nowMs,
  });
});

afterEach(async () => {
  await stack.stop();
  await folder[Symbol.asyncDispose]();
});

/** dbt's artifacts, in which every text says which version it is of. `at`: when dbt has run; without another run dbt tells of no change. */
function artifacts(version: string, at = '2026-11-26T03:00:00.000000Z'): ArtifactFolder {
  const customers = model('wh.marts.customers', {
    description: `Customers ${version}`,
    columns: columns({ email: `Address ${version}` }),
  });
  const tested = notNull(customers, 'email');
  const results = {
    [customers.unique_id]: 'success',
    [tested.unique_id]: { status: 'fail', failures: 1, message: `Failed ${version}` },
  };
  return writeArtifacts({
    nodes: [customers, tested],
    runs: [{ command: 'build', at, results }],
    catalog: { [customers.unique_id]: ['email'] },
  });
}

/** Writes new artifacts over those of before, and lets the Discovery program read them. */
async function change(version: string, at?: string): Promise<void> {
  await using changed = artifacts(version, at);
  cpSync(changed.artifactsPath, folder.artifactsPath, { recursive: true });
  await stack.discovery.reload();
}

const LATER_RUN = '2026-11-26T09:00:00.000000Z';

interface Page {
  readonly texts: readonly unknown[];
  readonly asOf: readonly unknown[];
}

async function page(): Promise<Page> {
  const [customers, email] = await entities(
    stack,
    [table('wh.marts.customers'), column('wh.marts.customers', 'email')],
    `... on Table { dbtDescription dbtTests { message } dbt { asOf } }
     ... on Column { dbtDescription dbtTests { message } dbt { asOf } }`,
  );
  return {
    texts: [customers, email].flatMap(({ dbtDescription, dbtTests }) => [
      dbtDescription,
      dbtTests?.[0]?.message ?? null,
    ]),
    asOf: [customers.dbt.asOf, email.dbt.asOf],
  };
}

const textsOf = (version: string) => [
  `Customers ${version}`,
  `Failed ${version}`,
  `Address ${version}`,
  `Failed ${version}`,
];

/** The page is at hand: answered from texts, without a look at what is known and without a request to dbt. */
async function expectAtHand(expected: readonly unknown[]): Promise<void> {
  stack.discovery.requests.clear();
  const before = await lookups();
  expect((await page()).texts).toEqual(expected);
  expect(await lookups()).toEqual({ ...before, prepared: before.prepared + 2 });
  expect(stack.discovery.requests.discovery()).toEqual([]);
}

/** Resolves when the page says what dbt says now; from then on no answer is of before. */
async function expectChanged(version: string): Promise<void> {
  await expect.poll(async () => (await page()).texts).toEqual(textsOf(version));
  for (let time = 0; time < 3; time += 1) expect((await page()).texts).toEqual(textsOf(version));
  await expectAtHand(textsOf(version));
}

async function lookups() {
  const of = (layer: string) => metric(`dbt_subgraph_cache_lookups_total{layer="${layer}"}`);
  return {
    prepared: await of('prepared'),
    memory: await of('memory'),
    shared: await of('shared'),
    source: await of('source'),
  };
}

/** The value of a metric, labels as they are written; 0 where it has none yet. */
async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${stack.url}/metrics`)).text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return Number(line?.split(' ').at(-1) ?? 0);
}

/** Texts of the page are at hand. */
async function warm(): Promise<void> {
  expect((await page()).texts).toEqual(textsOf('before'));
  await expectAtHand(textsOf('before'));
}

test('a page that comes again asks neither dbt nor any layer of the cache', async () => {
  await warm();
  clock.nowMs += 20_000;
  await expectAtHand(textsOf('before'));
});

test('a text gives way to what dbt says once the change check has seen it', async () => {
  await warm();
  await change('after', LATER_RUN);
  clock.nowMs += 20_000;
  await expectAtHand(textsOf('before'));
  clock.nowMs += 11_000;
  await expectChanged('after');
});

test('a text gives way at once when the webhook tells of a change', async () => {
  const deliver = await connectWebhook(stack);
  await warm();
  await change('after', LATER_RUN);
  clock.nowMs += 1000;
  await deliver(834, clock.nowMs);
  await expectChanged('after');
});

test('a text is forgotten by a refresh: the next answer is new', async () => {
  await warm();
  await change('after', LATER_RUN);
  await stack.query('mutation { refreshDbtMetadata { userErrors { code } } }');
  expect((await page()).texts).toEqual(textsOf('after'));
  await expectAtHand(textsOf('after'));
});

test('a text ends with the token that its facts were read with', async () => {
  await warm();
  await change('after', LATER_RUN);
  const { body } = await stack.query(
    'mutation ($token: String!) { rotateDbtServiceToken(serviceToken: $token) { userErrors { message } } }',
    { token: OTHER_TOKEN },
  );
  expect(body.data.rotateDbtServiceToken.userErrors).toEqual([]);
  expect((await page()).texts).toEqual(textsOf('after'));
  await expectAtHand(textsOf('after'));
});

test('a change of which dbt does not tell is seen after 15 minutes, also while the text is asked for all the time', async () => {
  await warm();
  await change('after');
  for (let minute = 1; minute < 15; minute += 1) {
    clock.nowMs += MINUTE_MS;
    expect((await page()).texts).toEqual(textsOf('before'));
  }
  clock.nowMs += MINUTE_MS;
  await expectChanged('after');
});

test('asOf moves when facts were read again and have not changed', async () => {
  await warm();
  const { asOf } = await page();
  expect(new Set(asOf)).toEqual(new Set([new Date(BEGIN_MS).toISOString()]));
  clock.nowMs += 16 * MINUTE_MS;
  const later = new Date(clock.nowMs).toISOString();
  await expect.poll(async () => (await page()).asOf).toEqual([later, later]);
  await expectAtHand(textsOf('before'));
});

test('a clock that is set back keeps no text alive', async () => {
  await warm();
  // dbt does not tell of it: what was read in the future is read again because its age is not known.
  await change('after');
  clock.nowMs -= 60 * MINUTE_MS;
  await expectChanged('after');
});

test('a removed integration takes its texts along', async () => {
  await warm();
  await stack.query('mutation { removeDbtIntegration { removed } }');
  const [customers, email] = await entities(
    stack,
    [table('wh.marts.customers'), column('wh.marts.customers', 'email')],
    '... on Table { dbtDescription dbt { match { status } } } ... on Column { dbtDescription dbt { match { status } } }',
  );
  const nothing = { dbtDescription: null, dbt: { match: { status: 'NOT_CONFIGURED' } } };
  expect([customers, email]).toEqual([nothing, nothing]);
});

test('columns that a caller makes up are not kept, however many they are', async () => {
  const ask = (prefix: string) => {
    const names = Array.from({ length: 1000 }, (_, number) => `${prefix}${number}`);
    const references = names.map((name) => column('wh.marts.customers', name));
    return entities(stack, references, '... on Column { name dbtDescription dbt { match { status } } }');
  };
  await ask('email');
  const before = await metric('dbt_subgraph_memory_cache_bytes');
  const [made] = await ask('made-up-');
  expect(made).toEqual({
    name: 'made-up-0',
    dbtDescription: null,
    dbt: { match: { status: 'NOT_IN_DBT' } },
  });
  expect(await metric('dbt_subgraph_memory_cache_bytes')).toBe(before);
});

test('each further text of a table counts into the budget of memory', async () => {
  const bytes = () => metric('dbt_subgraph_memory_cache_bytes');
  const query = `query ($r: [_Any!]!, $more: Boolean!) { _entities(representations: $r) {
    ... on Table { dbtDescription ${'x'.repeat(1000)}: lastRefreshedAt @include(if: $more) } } }`;
  const ask = (more: boolean) => stack.query(query, { r: [table('wh.marts.customers')], more });
  await ask(false);
  const before = await bytes();
  await ask(true);
  expect((await bytes()) - before).toBeGreaterThan(1000);
});

test('a table is counted once an answer, whether its text is at hand, was written for another query, or is not there', async () => {
  const answered = 'dbt_subgraph_table_matches_total{status="EXACT"}';
  const queries = [
    '... on Table { dbtDescription }',
    '... on Table { name dbtDescription }',
    '... on Table { dbtDescription }',
  ];
  const before = await metric(answered);
  for (const [position, query] of queries.entries()) {
    await entities(stack, [table('wh.marts.customers')], query);
    expect(await metric(answered)).toBe(before + position + 1);
  }
});
