import { createReadStream } from 'node:fs';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entities, table } from '../support/entities.ts';
import type { Stack } from '../support/start-stack.ts';
import { HAS_CHROMIUM, sayWhenSkipped } from './support/chromium.ts';
import { connectUnasked, NOW, startConsole } from './support/console-stack.ts';
import { eventually } from './support/eventually.ts';
import { goTo } from './support/go-to.ts';
import { openTab } from './support/tab.ts';

sayWhenSkipped('coverage');

const PATH = '/console/coverage';
const FORMULA = '=HYPERLINK("https://evil.example")';

describe.skipIf(!HAS_CHROMIUM)('The coverage page', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startConsole({ connect: false });
    await connectUnasked(stack);
    await askFor(stack, ['marts.customers', 'marts.orders', 'marts.CUSTOMERS', 'reporting.abandoned_carts']);
    await askFor(stack, ['scratch.customers', 'marts.orders_backup', 'reference.exchange_rates']);
    await askFor(stack, ['scratch.customers']);
    await entities(stack, [{ ...table('marts.x'), name: FORMULA }], '... on Table { dbtDescription }');
  });
  afterAll(() => stack.stop());

  test('without a question says how tables come to stand there', async () => {
    await using empty = await startConsole({ connect: false });
    await using tab = await openTab(empty.url, PATH, { now: NOW });

    await tab.page.getByText('No table has been asked for yet').waitFor();
    await tab.page.getByText(/Query your graph/).waitFor();
  });

  test('counts what was asked for, and lists what needs attention with its reason, most asked first', async () => {
    await using tab = await openTab(stack.url, PATH, { now: NOW });
    const { page } = tab;

    await page.getByText(/^\s*4 of 8 tables that were asked for have dbt’s facts/).waitFor();
    await page.getByRole('heading', { name: '50% matched' }).waitFor();
    const rows = page.getByRole('row');
    const first = await rows.nth(1).textContent();
    expect(first).toContain('warehouse.scratch.customers');
    expect(first).toContain('`customers`'.replaceAll('`', ''));
    expect(first).toMatch(/2(?!.*\d+ times)/);
    expect(await rows.count()).toBe(6);
    expect(await page.getByRole('main').textContent()).not.toContain('warehouse.marts.orders.');
  });

  test('narrows the list by status in an address of its own, and back works', async () => {
    await using tab = await openTab(stack.url, PATH, { now: NOW });
    const { page } = tab;

    await page.getByRole('button', { name: /^Declared, not built/ }).click();
    await page.getByRole('link', { name: 'warehouse.reporting.abandoned_carts' }).waitFor();
    await eventually(() => page.getByRole('row').count()).toBe(2);
    expect(new URL(page.url()).search).toBe('?status=NOT_BUILT');
    await page.goBack();

    await eventually(() => page.getByRole('row').count()).toBe(6);
    await page.goto(`${stack.url}${PATH}?status=FOLDED`);
    await page.getByRole('link', { name: 'warehouse.marts.CUSTOMERS', exact: true }).waitFor();
  });

  test('searches in names and reasons', async () => {
    await using tab = await openTab(stack.url, PATH, { now: NOW });
    const { page } = tab;

    await page.getByRole('searchbox').fill('come near');
    await eventually(() => page.getByRole('row').count()).toBeLessThan(6);
    await page.getByRole('searchbox').fill('BACKUP');
    await eventually(() => page.getByRole('row').count()).toBe(2);
    expect(new URL(page.url()).searchParams.get('search')).toBe('BACKUP');
    await page.getByRole('searchbox').fill('no such table');
    await page.getByText(/^0 of/).waitFor();

    await page.reload();
    expect(await page.getByRole('searchbox').inputValue()).toBe('no such table');
  });

  test('leads to the page of a table, and back to the list as it was', async () => {
    await using tab = await openTab(stack.url, `${PATH}?status=NOT_BUILT`, { now: NOW });
    const { page } = tab;

    await page.getByRole('link', { name: 'warehouse.reporting.abandoned_carts' }).click();
    await page.getByText('Declared, not built', { exact: true }).waitFor();
    await page.getByRole('heading', { level: 1, name: 'Table' }).waitFor();
    await page.goBack();

    await page.getByRole('link', { name: 'warehouse.reporting.abandoned_carts' }).waitFor();
    expect(new URL(page.url()).search).toBe('?status=NOT_BUILT');
  });

  test('exports the list as CSV in which no cell is a formula', async () => {
    await using tab = await openTab(stack.url, `${PATH}?status=NOT_IN_DBT`, { now: NOW });
    const { page } = tab;
    const downloading = page.waitForEvent('download');

    await page.getByRole('button', { name: 'Export as CSV' }).click();

    const download = await downloading;
    expect(download.suggestedFilename()).toBe('dbt-coverage.csv');
    const csv = await text(createReadStream(await download.path()));
    const lines = csv.split('\r\n');
    expect(lines[0]).toContain('database,schema,name,status,reason,times asked,last asked at');
    expect(lines[1]).toMatch(/^warehouse,scratch,customers,NOT_IN_DBT,".*",2,2026-11-24T/);
    expect(csv).toContain(`,"'${FORMULA.replaceAll('"', '""')}",`);
    expect(csv).not.toMatch(/(^|,)"?[=+@]/m);
  });

  test('does not count what the console itself looks up', async () => {
    await using own = await startConsole({ connect: false });
    await connectUnasked(own);
    await using tab = await openTab(own.url, '/console/table?schema=marts&name=customers', { now: NOW });
    await tab.page.getByRole('heading', { level: 2, name: 'customers' }).waitFor();

    await goTo(tab.page, 'Coverage');

    await tab.page.getByText('No table has been asked for yet').waitFor();
  });
});

async function askFor(stack: Stack, paths: readonly string[]): Promise<void> {
  await entities(stack, paths.map(table), '... on Table { dbtDescription }');
}
