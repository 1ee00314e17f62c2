import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readRules } from '../../scripts/record-alerts/rules.ts';
import { mountSmallDisk } from '../../scripts/record-alerts/small-disk.ts';
import { readExpression, selects } from '../../scripts/support/promql.ts';
import { startGraph } from '../admin/support.ts';
import { type SystemOptions, startSystem } from '../faults/system.ts';
import { startPostgres } from '../integrations/postgres-server.ts';
import { scrape } from '../support/exposition.ts';
import { NO_REDIS, REDIS_BINARY, startRedis } from '../support/redis-server.ts';

// PostgreSQL and the program start and end: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000 });

const RUNBOOK = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');

interface Row {
  readonly fault: string;
  /** Parts of lines. */
  readonly log: readonly string[];
  readonly metric: string;
  readonly alerts: readonly string[];
}

const rows: readonly Row[] = (/## What you see\n([\s\S]*?)\n## /.exec(RUNBOOK)?.[1] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| fault'))
  .map((line) => {
    const [fault = '', log = '', metric = '', alerts = ''] = line.slice(2, -2).split(' | ');
    const quoted = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, inner]) => inner ?? '');
    return { fault, log: quoted(log), metric: quoted(metric)[0] ?? '', alerts: alerts.split(', ') };
  });

/** What an operator has before eyes. */
interface Seen {
  readonly url: string;
  readonly log: { readonly text: string };
}

/** Brings about each fault, in a program that runs; null, and why, where that cannot be done here. */
const FAULTS: Readonly<Record<string, () => Promise<Seen | string>>> = {
  async 'the gateway sends a wrong secret'() {
    const env = { AUTH_MODE: 'gateway', GATEWAY_SECRET: 'the-secret-of-the-gateway', LOG_LEVEL: 'info' };
    const graph = await startGraph(env);
    const { status } = await graph.ask('{ __typename }', {}, { 'x-gateway-secret': 'another-secret-of-it' });
    expect(status).toBe(401);
    // Answered before its body was read: an answer all the same, and no client that went away.
    await expect
      .poll(async () =>
        (await scrape(graph.url)).value('dbt_subgraph_http_requests_total', { status: '401' }),
      )
      .toBe(1);
    return graph;
  },

  async 'Redis is dead'() {
    if (REDIS_BINARY === null) return NO_REDIS;
    const redis = await startRedis();
    onTestFinished(() => redis[Symbol.asyncDispose]());
    const { one } = await started({ redisUrl: redis.url });
    await redis.kill();
    return one;
  },

  async 'PostgreSQL is dead'() {
    const postgres = await startPostgres();
    if (postgres === null) return 'there is no PostgreSQL on this machine';
    if (process.env.TEST_POSTGRES_URL) return 'the server that TEST_POSTGRES_URL names is not ours to end';
    const key = Buffer.alloc(32, 7).toString('base64');
    const { one, clock } = await started({
      env: { STORE_URL: postgres.url, ENCRYPTION_KEYS: `k1:${key}` },
    });
    await postgres.stop();
    clock.turn(10_000);
    await one.page();
    return one;
  },

  async 'the SQLite store is dead'() {
    const { one, clock, storeUrl } = await started({});
    using db = new DatabaseSync(storeUrl.replace('sqlite://', ''));
    db.exec('ALTER TABLE dbt_integrations RENAME TO elsewhere');
    clock.turn(10_000);
    await one.page();
    return one;
  },

  async "dbt's rate limit is met"() {
    const { one, clock, discovery } = await started({});
    discovery.switchboard.set({ rateLimit: { retryAfterSeconds: 600 } });
    clock.turn(60_000);
    await one.page();
    return one;
  },

  async 'the disk is full'() {
    const disk = mountSmallDisk(4 * 1024);
    if (disk === null) return 'no file system can be mounted by this process';
    onTestFinished(() => disk[Symbol.dispose]());
    const system = await started({ env: { CACHE_URL: `sqlite://${join(disk.path, 'cache.sqlite')}` } });
    fill(join(disk.path, 'filler'));
    await system.one.query('mutation { refreshDbtMetadata { userErrors { code } } }');
    await system.one.page();
    return system.one;
  },
};

async function started(options: SystemOptions) {
  const system = await startSystem(options);
  onTestFinished(() => system[Symbol.asyncDispose]());
  await system.one.page();
  return system;
}

/** Until nothing fits any more. */
function fill(path: string): void {
  for (const bytes of [64 * 1024, 1024]) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(bytes), { flag: 'a' });
    } catch {
      // Full for pieces of this size.
    }
  }
}

test('the table tells of each fault that is tried here, and names alerts that there are', () => {
  expect(rows.map(({ fault }) => fault)).toEqual(Object.keys(FAULTS));
  const alerts = readRules().map(({ alert }) => alert);
  for (const row of rows) {
    expect(row.log.length).toBeGreaterThan(0);
    expect(alerts).toEqual(expect.arrayContaining([...row.alerts]));
  }
});

test.for(rows)(
  '$fault: an operator sees the line and the metric that the table says',
  async ({ fault, log, metric }, context) => {
    const seen = await FAULTS[fault]?.();
    if (seen === undefined || typeof seen === 'string') {
      process.stderr.write(`deploy/operator-table.test.ts: ${fault}: skipped: ${seen}\n`);
      return context.skip(seen ?? 'nobody tries it');
    }
    await expect.poll(() => log.filter((part) => !seen.log.text.includes(part))).toEqual([]);
    const [selector] = readExpression(metric).selectors;
    expect(selector).toBeDefined();
    await expect
      .poll(async () => {
        const samples = (await scrape(seen.url)).families.flatMap((family) => family.samples);
        return samples
          .filter((sample) => selector !== undefined && selects(selector, sample))
          .map(({ value }) => value);
      })
      .toEqual([
        metric === 'dbt_subgraph_shared_cache_up' ? 0 : expect.toSatisfy((value: number) => value > 0),
      ]);
  },
);
