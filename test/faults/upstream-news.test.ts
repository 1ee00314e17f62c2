import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ArtifactFolder, type Project, writeArtifacts } from '../support/artifact-folder.ts';
import { notNull } from '../support/artifact-nodes.ts';
import { PATIENT_MS } from '../support/patience.ts';
import { REDIS_BINARY, sayWhenSkipped, startRedis, withRedis } from '../support/redis-server.ts';
import { builtAll, chainOf, checked, dailySource, mart } from '../support/upstream-project.ts';
import { type Replica, type System, type SystemOptions, startSystem } from './system.ts';

beforeAll(() => sayWhenSkipped('faults/upstream-news.test.ts'));

/** What changes far up is told of every table below; what is known of it is asked of dbt once. */

const CHECK_EVERY_MS = 30_000;
const NOTHING = { index: 0, details: 0, checks: 0 };
const MINUTE_MS = 60_000;

const EVENTS = dailySource('events');
const STEPS = chainOf('step', 6, EVENTS);
const FIRST = STEPS[0] ?? mart('step_0');
const NODES = [EVENTS, ...STEPS];
const TABLES = STEPS.slice(1).map(({ name }) => `wh.marts.${name}`);
const FIELDS = 'dbt { upstream { dataAsOf sourceStatus failing { distance } } health }';

/** Nothing is wrong. */
const BEFORE: Project = {
  nodes: NODES,
  runs: [builtAll(NODES)],
  checks: [checked({ events: '2026-11-26T03:00:00Z' })],
};
const TESTED = notNull(FIRST, 'id');

interface News {
  readonly what: string;
  readonly after: Project;
  /** What every table says then. */
  readonly expected: object;
}

const LATER = { ...builtAll(NODES), at: '2026-11-26T09:00:00.000Z' };

const NEWS: readonly News[] = [
  {
    what: "a source's freshness",
    after: {
      ...BEFORE,
      runs: [...(BEFORE.runs ?? []), LATER],
      checks: [
        {
          ...checked({ events: { status: 'error', maxLoadedAt: '2026-11-22T00:00:00Z' } }),
          at: '2026-11-26T08:00:00.000Z',
        },
      ],
    },
    expected: {
      upstream: { dataAsOf: '2026-11-22T00:00:00.000Z', sourceStatus: 'ERROR', failing: [] },
      health: 'DEGRADED',
    },
  },
  {
    what: 'a build far up that failed',
    after: {
      ...BEFORE,
      runs: [...(BEFORE.runs ?? []), { ...LATER, results: { [FIRST.unique_id]: 'error' } }],
    },
    expected: { upstream: { sourceStatus: 'PASS', failing: [{}] } },
  },
  {
    what: 'a test far up that fails',
    after: {
      ...BEFORE,
      nodes: [...NODES, TESTED],
      runs: [
        ...(BEFORE.runs ?? []),
        { ...LATER, results: { [TESTED.unique_id]: { status: 'fail', failures: 4 } } },
      ],
    },
    expected: { upstream: { sourceStatus: 'PASS', failing: [{}] } },
  },
];

let folder: ArtifactFolder;

beforeEach(() => {
  folder = writeArtifacts(BEFORE);
});

afterEach(() => folder[Symbol.asyncDispose]());

/** Writes the artifacts of what has happened over those of before, and lets the Discovery program read them. */
async function happen({ discovery }: System, { after }: News): Promise<void> {
  await using changed = writeArtifacts(after);
  cpSync(changed.artifactsPath, folder.artifactsPath, { recursive: true });
  await discovery.reload();
}

const start = (options: SystemOptions = {}) =>
  startSystem({ environments: [{ id: 834, artifactsPath: folder.artifactsPath }], ...options });

const toldBy = (replica: Replica) => async () => {
  const { tables, codes } = await replica.page(TABLES, FIELDS);
  expect(codes).toEqual([]);
  return tables.map(({ dbt }) => dbt);
};

async function expectBefore(replica: Replica): Promise<void> {
  for (const { upstream } of await toldBy(replica)()) {
    expect(upstream).toEqual({ dataAsOf: '2026-11-26T03:00:00.000Z', sourceStatus: 'PASS', failing: [] });
  }
}

const everywhere = (expected: object) => TABLES.map(() => expect.objectContaining(deep(expected)));

function deep(expected: object): object {
  return Object.fromEntries(
    Object.entries(expected).map(([key, value]) => [
      key,
      Array.isArray(value)
        ? value.map((item) => expect.objectContaining(item))
        : typeof value === 'object'
          ? expect.objectContaining(deep(value))
          : value,
    ]),
  );
}

describe.each(NEWS)('$what', (news) => {
  test('reaches every table below by the change check, for one read of the graph', async () => {
    await using system = await start();
    await expectBefore(system.one);
    await happen(system, news);
    system.takeCalls();
    system.clock.turn(CHECK_EVERY_MS + 1000);
    await expect.poll(toldBy(system.one)).toEqual(everywhere(news.expected));
    const { index, details, checks } = system.takeCalls();
    // The state, the graph and the details of what is in use are each read again once, side by side where they are pages of the index.
    expect({ index, details, checks }).toEqual({ index: 1, details: 1, checks: 1 });
  });

  test('reaches every table below by a webhook, at once', async () => {
    await using system = await start();
    await expectBefore(system.one);
    await happen(system, news);
    expect((await system.deliver()).status).toBe(200);
    await expect.poll(toldBy(system.one)).toEqual(everywhere(news.expected));
  });
});

test('the distance of what failed is that of each table', async () => {
  await using system = await start();
  await expectBefore(system.one);
  await happen(system, NEWS[1] as News);
  await system.deliver();
  await expect
    .poll(async () => (await toldBy(system.one)()).map(({ upstream }) => upstream.failing))
    .toEqual(TABLES.map((_, place) => [{ distance: place + 1 }]));
});

test('news of which dbt does not tell is seen after 15 minutes', async () => {
  await using system = await start();
  await expectBefore(system.one);
  // The marks of change are those of the runs.
  const [freshness] = NEWS;
  await happen(system, { ...freshness, after: { ...freshness?.after, runs: BEFORE.runs } } as News);
  system.clock.turn(16 * MINUTE_MS);
  await expect.poll(toldBy(system.one)).toEqual(everywhere(freshness?.expected ?? {}));
});

test('the next process reads the graph from the file of the one before, and asks dbt for nothing', async () => {
  await using system = await start();
  const path = join(folder.artifactsPath, 'cache.sqlite');
  const env = { CACHE_URL: `sqlite://${path}` };
  const first = await system.startReplica(env);
  const before = await first.page(TABLES, FIELDS);
  await first.stop();
  system.takeCalls();
  const next = await system.startReplica(env);
  expect(await next.page(TABLES, FIELDS)).toEqual(before);
  expect(system.takeCalls()).toEqual(NOTHING);
});

describe.skipIf(REDIS_BINARY === null)('replicas with one Redis', () => {
  test('a second one reads the graph from Redis, and asks dbt for nothing', async () => {
    await using redis = await startRedis();
    await using system = await start({ redisUrl: redis.url, sharedCacheDeadlineMs: PATIENT_MS });
    const before = await system.one.page(TABLES, FIELDS);
    const count = (keys: string) => withRedis(redis.url, async (client) => (await client.keys(keys)).length);
    await expect.poll(() => count('dbt::*/graph/*')).toBe(1);
    await expect.poll(() => count('dbt::*/node/tests/*')).toBe(TABLES.length);
    system.takeCalls();
    const other = await system.startReplica();
    expect(await other.page(TABLES, FIELDS)).toEqual(before);
    expect(system.takeCalls()).toEqual(NOTHING);
  });

  test.each(NEWS)('$what reaches the tables on every replica by a webhook on one', async (news) => {
    await using redis = await startRedis();
    await using system = await start({ replicas: 2, redisUrl: redis.url, sharedCacheDeadlineMs: PATIENT_MS });
    for (const replica of system.replicas) await expectBefore(replica);
    await happen(system, news);
    system.takeCalls();
    expect((await system.deliver({ to: system.other })).status).toBe(200);
    for (const replica of system.replicas)
      await expect.poll(toldBy(replica)).toEqual(everywhere(news.expected));
    const { index } = system.takeCalls();
    expect(index).toBe(1);
  });
});
