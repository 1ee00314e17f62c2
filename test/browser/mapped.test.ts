import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { withExcerpt } from '../mapping/owners.ts';
import { card } from './support/card.ts';
import { HAS_CHROMIUM, sayWhenSkipped } from './support/chromium.ts';
import { NOW, startConsole } from './support/console-stack.ts';
import { callerWith, GATEWAY_ENV } from './support/gateway-callers.ts';
import { goTo } from './support/go-to.ts';
import { openTable } from './support/open-table.ts';
import { openTab } from './support/tab.ts';
import { typeConnection } from './support/type-connection.ts';

sayWhenSkipped('mapped');

/** An owner whose tables and fields have other names, who has a type `DbtHealth` and a field `dbt` of their own. */
const MAPPING = withExcerpt({
  owner: `
enum DbtHealth { GREEN RED }
type Query { sets: [Dataset!]! }
type Dataset @key(fields: "id") { id: ID! db: String! namespace: String! label: String! dbt: DbtHealth }`,
  mapping: `
tables: [{ type: Dataset, relation: { database: db, schema: namespace, name: label } }]
rename: { Dataset.dbt: warehouseFacts }
typePrefix: Metadata`,
});

describe.skipIf(!HAS_CHROMIUM)('In a graph with other names the console', () => {
  test('connects dbt, and shows tables to admins and readers', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mapping-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'entity-mapping.yaml');
    writeFileSync(path, MAPPING);
    await using stack = await startConsole({ connect: false, env: { ...GATEWAY_ENV, ENTITY_MAPPING: path } });
    const admin = { now: NOW, extraHTTPHeaders: callerWith('dbt:admin') };
    await using tab = await openTab(stack.url, '/console/connect', admin);
    const { page } = tab;
    await typeConnection(page, stack.discovery.adminUrl, stack.serviceToken);
    await page.getByRole('button', { name: 'Test' }).click();
    await page
      .getByText(/dbt accepts the token/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('dbt is connected', { exact: true }).waitFor();

    for (const scope of ['dbt:admin', 'dbt:read']) {
      await using table = await openTable(stack, 'marts.customers', { extraHTTPHeaders: callerWith(scope) });
      await card(table.page, 'Description')
        .getByText(/^One row per customer/)
        .waitFor();
      expect(await card(table.page, 'Columns').getByRole('row').count()).toBe(9);
    }
    await goTo(page, 'Coverage');
    await page.getByRole('heading', { name: '100% matched' }).waitFor();
  });
});
