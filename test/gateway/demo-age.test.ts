import { expect, test } from 'vitest';
import { freshArtifacts } from '../../demo/fresh-artifacts.ts';
import { TABLES_QUERY } from '../../demo/queries.ts';
import { DEMO_ENVIRONMENTS } from '../../demo/warehouse-environments.ts';
import { startStack } from '../support/start-stack.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const FOLDERS = DEMO_ENVIRONMENTS.map(({ folder }) => folder);
/** Two minutes after dbt's last command over the demo's warehouse. */
const WRITTEN = Date.parse('2026-11-23T15:34:36Z');
const TODAY = Date.parse('2026-11-27T06:00:00Z');
const IN_40_DAYS = TODAY + 40 * DAY_MS;

/** The demo's tables as the gateway answers them at `now`, from artifacts in these folders. */
async function tablesAt(now: number, folders: readonly string[]) {
  await using stack = await startStack({
    gateway: 'apollo',
    environments: DEMO_ENVIRONMENTS.map(({ id, name }, index) => ({
      id,
      name,
      artifactsPath: folders[index] ?? '',
    })),
    discovery: { clock: () => new Date(now) },
    now: () => now,
  });
  const query = TABLES_QUERY.replace('      health\n', '      health\n      healthReasons\n');
  const { body } = await stack.query(query);
  expect(body.errors).toBeUndefined();
  return body.data.tables;
}

async function freshTablesAt(now: number) {
  await using fresh = await freshArtifacts(FOLDERS, new Date(now));
  return await tablesAt(now, fresh.folders);
}

/** An answer with its instants moved by some milliseconds. */
function moved(tables: unknown, byMs: number): unknown {
  const text = JSON.stringify(tables).replace(/"(20\d\d-\d\d-\d\dT[^"]*Z)"/g, (_all, instant: string) =>
    JSON.stringify(new Date(Date.parse(instant) + byMs).toISOString()),
  );
  return JSON.parse(text);
}

function healthyOf(tables: readonly { readonly dbt: { readonly health: string } }[]): number {
  return tables.filter(({ dbt }) => dbt.health === 'HEALTHY').length;
}

test('today and in 40 days the demo answers what it answered when dbt had just ended, with later times', async () => {
  const asWritten = await tablesAt(WRITTEN, FOLDERS);
  expect(healthyOf(asWritten)).toBeGreaterThan(5);
  expect(await freshTablesAt(TODAY)).toEqual(moved(asWritten, TODAY - WRITTEN));
  expect(await freshTablesAt(IN_40_DAYS)).toEqual(moved(asWritten, IN_40_DAYS - WRITTEN));
});

test('artifacts whose times are not moved show a sick warehouse after 40 days', async () => {
  const stale = await tablesAt(IN_40_DAYS, FOLDERS);
  expect(healthyOf(stale)).toBeLessThan(healthyOf(await freshTablesAt(IN_40_DAYS)));
});

test('the newest time of the demo is two minutes old, and none lies in the future', async () => {
  const tables: readonly { readonly lastRefreshedAt: string | null }[] = await freshTablesAt(TODAY);
  const ages = tables.flatMap(({ lastRefreshedAt }) =>
    lastRefreshedAt === null ? [] : [TODAY - Date.parse(lastRefreshedAt)],
  );
  expect(Math.min(...ages)).toBeGreaterThanOrEqual(120_000);
  expect(Math.min(...ages)).toBeLessThan(600_000);
});
