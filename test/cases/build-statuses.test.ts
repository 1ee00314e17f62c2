import { expect, test } from 'vitest';
import { run } from '../support/artifact-folder.ts';
import { model, notNull, seed } from '../support/artifact-nodes.ts';
import { tableFacts } from '../support/entities.ts';
import { serve } from '../support/serve-projects.ts';

const EARLIER = '2026-11-20T02:00:05Z';
const LATEST = '2026-11-26T02:00:05Z';
const LATEST_MS = '2026-11-26T02:00:05.000Z';
const EARLIER_MS = '2026-11-20T02:00:05.000Z';

const plain = model('wh.marts.plain', { description: 'About plain.' });
const warned = model('wh.marts.warned', { description: 'About warned.' });
const reused = model('wh.marts.reused_one', { description: 'About reused_one.' });
const reusedTest = notNull(reused, 'id');
const nodes = [plain, warned, reused, reusedTest];

const latest = run('build', LATEST, {
  [plain.unique_id]: 'success',
  [warned.unique_id]: { status: 'warn', message: 'Warn' },
  [reused.unique_id]: { status: 'reused', message: 'No new changes' },
  [reusedTest.unique_id]: 'reused',
});
const earlier = run('build', EARLIER, {
  [plain.unique_id]: 'success',
  [warned.unique_id]: 'success',
  [reused.unique_id]: 'success',
  [reusedTest.unique_id]: { status: 'warn', failures: 3 },
});

const FIELDS = 'lastRefreshedAt dbt { match { status } freshness { basis unknownReason lastAttemptStatus } }';
const RUNS = 'dbt { node { lastRun { status } lastSuccessfulRun { completedAt } } }';
/** Words that send a person off to start a job: of no use where dbt saw that nothing had changed. */
const ASKS_FOR_A_RUN = /\b(run|rerun|start|schedule|execute) (a|an|the|it|this|dbt|`)/i;

test('a model built with warnings is refreshed like any other', async () => {
  await using stack = await serve({ nodes, runs: [latest] });
  for (const path of ['wh.marts.plain', 'wh.marts.warned']) {
    const { lastRefreshedAt, dbt } = await tableFacts(stack, path, FIELDS);
    expect(dbt.match.status).toBe('EXACT');
    expect(lastRefreshedAt).toBe(LATEST_MS);
    expect(dbt.freshness).toMatchObject({ basis: 'MODEL_BUILD', unknownReason: null });
  }
  const { dbt } = await tableFacts(stack, 'wh.marts.warned', RUNS);
  expect(dbt.node).toEqual({ lastRun: { status: 'warn' }, lastSuccessfulRun: { completedAt: LATEST_MS } });
});

test('a model that was only ever reused is there; when it was built is not known, and no run is asked for', async () => {
  await using stack = await serve({ nodes, runs: [latest] });
  const { lastRefreshedAt, dbt } = await tableFacts(stack, 'wh.marts.reused_one', FIELDS);
  expect(dbt.match.status).toBe('EXACT');
  expect(lastRefreshedAt).toBeNull();
  expect(dbt.freshness).toEqual({
    basis: 'UNKNOWN',
    unknownReason: expect.stringMatching(/reused/i),
    lastAttemptStatus: 'reused',
  });
  expect(dbt.freshness.unknownReason).not.toMatch(ASKS_FOR_A_RUN);
  const runs = await tableFacts(stack, 'wh.marts.reused_one', RUNS);
  expect(runs.dbt.node).toEqual({ lastRun: { status: 'reused' }, lastSuccessfulRun: null });
});

test('reusing a model leaves its refresh time, and the verdict of its test, where they were', async () => {
  await using stack = await serve({ nodes, runs: [latest, earlier] });
  const { lastRefreshedAt } = await tableFacts(stack, 'wh.marts.warned', 'lastRefreshedAt');
  expect(lastRefreshedAt).toBe(LATEST_MS);
  const found = await tableFacts(
    stack,
    'wh.marts.reused_one',
    `lastRefreshedAt dbtTests { outcome executedAt outdated } ${RUNS}`,
  );
  expect(found).toEqual({
    lastRefreshedAt: EARLIER_MS,
    dbtTests: [{ outcome: 'WARN', executedAt: EARLIER_MS, outdated: false }],
    dbt: { node: { lastRun: { status: 'reused' }, lastSuccessfulRun: { completedAt: EARLIER_MS } } },
  });
});

test('a build with warnings before a reuse is the build that counts', async () => {
  const warnedEarlier = run('build', EARLIER, { [reused.unique_id]: 'warn' });
  const reusedLater = run('build', LATEST, { [reused.unique_id]: 'reused' });
  await using stack = await serve({ nodes: [reused], runs: [warnedEarlier, reusedLater] });
  const { lastRefreshedAt } = await tableFacts(stack, 'wh.marts.reused_one', 'lastRefreshedAt');
  expect(lastRefreshedAt).toBe(EARLIER_MS);
});

// dbt's own word for a microbatch model of which some batches failed, one for nodes it left alone, and one that dbt may write one day.
const OTHER_WORDS = ['partial success', 'no-op', 'materialized_elsewhere'];

test.each(OTHER_WORDS)('a model whose only result is "%s" is there, without a refresh time', async (word) => {
  const other = model('wh.marts.other', { description: 'About other.' });
  const runs = [run('build', LATEST, { [plain.unique_id]: 'success', [other.unique_id]: word })];
  await using stack = await serve({ nodes: [plain, other], runs });
  const { lastRefreshedAt, dbt } = await tableFacts(stack, 'wh.marts.other', FIELDS);
  expect(dbt.match.status).toBe('EXACT');
  expect(lastRefreshedAt).toBeNull();
  expect(dbt.freshness).toMatchObject({ basis: 'UNKNOWN', unknownReason: expect.stringMatching(/.{20,}/) });
});

test.each(OTHER_WORDS)('"%s" after a success leaves the refresh time where it was', async (word) => {
  const zones = seed('wh.reference.zones');
  const runs = [
    run('seed', EARLIER, { [zones.unique_id]: 'success' }),
    run('build', LATEST, { [zones.unique_id]: word }),
  ];
  await using stack = await serve({ nodes: [zones], runs });
  const { lastRefreshedAt, dbt } = await tableFacts(stack, 'wh.reference.zones', FIELDS);
  expect(dbt.match.status).toBe('EXACT');
  expect(lastRefreshedAt).toBe(EARLIER_MS);
  expect(dbt.freshness.basis).toBe('SEED_LOAD');
});

test('a word that nobody knows is no failure', async () => {
  const other = model('wh.marts.other', { description: 'About other.' });
  const runs = [
    run('build', EARLIER, { [other.unique_id]: 'success' }),
    run('build', LATEST, { [other.unique_id]: 'materialized_elsewhere' }),
  ];
  await using stack = await serve({ nodes: [other], runs });
  const { dbt } = await tableFacts(stack, 'wh.marts.other', 'dbt { health }');
  expect(dbt.health).toBe('CAUTION');
});

test.each(['error', 'fail', 'skipped', 'cancelled'])(
  'a model whose only result is "%s" was not built',
  async (word) => {
    const other = model('wh.marts.other', { description: 'About other.' });
    const runs = [run('build', LATEST, { [plain.unique_id]: 'success', [other.unique_id]: word })];
    await using stack = await serve({ nodes: [plain, other], runs });
    const { dbtDescription, dbt } = await tableFacts(
      stack,
      'wh.marts.other',
      'dbtDescription dbt { match { status reason } node { uniqueId } }',
    );
    expect(dbtDescription).toBeNull();
    expect(dbt).toEqual({
      match: { status: 'NOT_BUILT', reason: expect.stringMatching(/.{20,}/) },
      node: null,
    });
  },
);

test.each(['clone', 'retry', 'publish'])(
  'a run of "dbt %s" that executed something counts',
  async (command) => {
    const tested = notNull(plain, 'id');
    const runs = [
      run('build', EARLIER, { [plain.unique_id]: 'success', [tested.unique_id]: 'pass' }),
      run(command, LATEST, {
        [plain.unique_id]: 'success',
        [tested.unique_id]: { status: 'fail', failures: 4 },
      }),
    ];
    await using stack = await serve({ nodes: [plain, tested], runs });
    const found = await tableFacts(stack, 'wh.marts.plain', 'lastRefreshedAt dbtTests { outcome failures }');
    expect(found).toEqual({ lastRefreshedAt: LATEST_MS, dbtTests: [{ outcome: 'FAIL', failures: 4 }] });
  },
);

test.each(['clone', 'retry'])(
  '"dbt %s" counts also where the warehouse answered nothing',
  async (command) => {
    const again = { ...run(command, LATEST, { [plain.unique_id]: 'success' }), isSilent: true };
    await using stack = await serve({ nodes: [plain], runs: [again] });
    const { lastRefreshedAt } = await tableFacts(stack, 'wh.marts.plain', 'lastRefreshedAt');
    expect(lastRefreshedAt).toBe(LATEST_MS);
  },
);

test.each(['compile', 'generate'])(
  '"dbt %s" executes nothing: its successes prove nothing',
  async (command) => {
    const tested = notNull(plain, 'id');
    const runs = [
      run('build', EARLIER, {
        [plain.unique_id]: 'success',
        [tested.unique_id]: { status: 'fail', failures: 4 },
      }),
      run(command, LATEST, { [plain.unique_id]: 'success', [tested.unique_id]: 'success' }),
    ];
    await using stack = await serve({ nodes: [plain, tested], runs });
    const found = await tableFacts(stack, 'wh.marts.plain', 'lastRefreshedAt dbtTests { outcome failures }');
    expect(found).toEqual({ lastRefreshedAt: EARLIER_MS, dbtTests: [{ outcome: 'FAIL', failures: 4 }] });
  },
);

test.each(['compile', 'generate'])(
  '"dbt %s" built nothing, whatever the warehouse answered',
  async (command) => {
    const runs = [
      run('build', EARLIER, { [plain.unique_id]: 'success' }),
      { ...run(command, LATEST, { [plain.unique_id]: 'success' }), isSilent: false },
    ];
    await using stack = await serve({ nodes: [plain], runs });
    const { lastRefreshedAt } = await tableFacts(stack, 'wh.marts.plain', 'lastRefreshedAt');
    expect(lastRefreshedAt).toBe(EARLIER_MS);
  },
);
