import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeArtifacts } from '../support/artifact-folder.ts';
import { model } from '../support/artifact-nodes.ts';
import type { Stack } from '../support/start-stack.ts';
import { card } from './support/card.ts';
import { HAS_CHROMIUM, sayWhenSkipped } from './support/chromium.ts';
import { NOW, startConsole } from './support/console-stack.ts';
import { descriptionOf } from './support/description-of.ts';
import { eventually } from './support/eventually.ts';
import { openTable } from './support/open-table.ts';
import { openTab } from './support/tab.ts';

sayWhenSkipped('table');

describe.skipIf(!HAS_CHROMIUM)('The table page', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startConsole();
  });
  afterAll(() => stack.stop());

  test('says what it is for before anything is looked up', async () => {
    await using tab = await openTab(stack.url, '/console/table', { now: NOW });

    await tab.page.getByText('Paste the relation of a table').waitFor();
    await tab.page.getByLabel('Relation').waitFor();
  });

  test('shows a matched table as a catalogue would: text, refresh, health, tests, columns and code', async () => {
    await using tab = await openTable(stack, 'marts.customers');
    const { page } = tab;
    const main = page.getByRole('main');

    await main.getByRole('heading', { level: 2, name: 'customers' }).waitFor();
    await main.getByText('Matched exactly', { exact: true }).waitFor();
    await main.getByText('One row per customer, with what they have bought so far.').waitFor();
    const refreshed = card(page, 'Last refreshed');
    expect(await refreshed.textContent()).toContain('17 hours agoLast successful build of the model.');
    const instant = refreshed.getByRole('time').first();
    expect(await instant.getAttribute('datetime')).toBe('2026-11-23T15:31:50.166Z');
    expect(await instant.getAttribute('title')).toContain('Monday, 23 November 2026 at 15:31:50 UTC');
    await card(page, 'Health').getByText('Caution').waitFor();
    const tests = card(page, 'Tests').getByRole('row');
    await tests.nth(1).getByText('Got 2 results, configured to warn if != 0').waitFor();
    expect(await tests.count()).toBe(4);
    const column = card(page, 'Columns').getByRole('row', { name: /lifetime_amount/ });
    await column.getByText('Sum of all orders, in euros.').waitFor();
    await main.getByText('As compiled').click();
    await main.getByText(/^\s*with __dbt__cte__int_order_totals as/).waitFor();
    expect(await page.title()).toBe('customers · dbt metadata');
  });

  test('narrows the tests to an outcome', async () => {
    await using tab = await openTable(stack, 'marts.customers');
    const tests = card(tab.page, 'Tests');
    await tests.getByRole('row').nth(3).waitFor();

    await tests.getByRole('button', { name: /^Warned/ }).click();

    await eventually(() => tests.getByRole('row').count()).toBe(2);
    await tests.getByRole('row', { name: /not_null.*email/ }).waitFor();
    expect(await tests.getByRole('button', { name: /^Warned/ }).getAttribute('aria-pressed')).toBe('true');
  });

  test.each([
    ['marts.CUSTOMERS', 'Matched without case', /without regard to case/],
    ['raw.clicks_2024_03', 'Matched by a shard pattern', /covers with clicks_\*/],
    ['reference.exchange_rates', 'Claimed by several environments', /environment/],
    [
      'reporting.abandoned_carts',
      'Declared, not built',
      /no run has built it yet\. Run a job that builds it\./,
    ],
    ['marts.orders_backup', 'Not in dbt', /Nothing in environments 834 and 912 comes near/],
  ])('says of %s: %s, and why', async (path, words, reason) => {
    await using tab = await openTable(stack, path);
    const main = tab.page.getByRole('main');

    await main.getByText(words, { exact: true }).waitFor();
    await main.getByText(reason).first().waitFor();
  });

  test('lists every node that claims a table', async () => {
    await using tab = await openTable(stack, 'reference.exchange_rates');
    const claims = tab.page.getByRole('region', { name: /Nodes that claim this table/ }).getByRole('row');

    await claims.nth(2).waitFor();
    expect(await claims.nth(1).textContent()).toContain('Production');
    expect(await claims.nth(2).textContent()).toContain('Finance production');
  });

  test('follows a near miss to its own page, and comes back', async () => {
    await using tab = await openTable(stack, 'marts.order');
    const { page } = tab;
    await page.getByText('Not in dbt', { exact: true }).waitFor();

    await page.getByLabel('Relation').fill('warehouse.raw.customer');
    await page.getByLabel('Relation').press('Enter');
    await page.getByText(/There is `?customers`? in that schema/).waitFor();
    await page.goBack();

    await page.getByText(/There is `?orders`? in that schema/).waitFor();
    await eventually(() => page.getByLabel('Relation').inputValue()).toBe('warehouse.marts.order');
    await page.goForward();
    await page.getByText(/There is `?customers`? in that schema/).waitFor();
  });

  test('leads from the matched spelling to the table by a link', async () => {
    await using tab = await openTable(stack, 'marts.CUSTOMERS');
    const { page } = tab;

    await page.getByRole('link', { name: 'warehouse.marts.customers' }).click();

    await page.getByText('Matched exactly', { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe('?database=warehouse&schema=marts&name=customers');
    await page.goBack();
    await page.getByText('Matched without case', { exact: true }).waitFor();
  });

  test('looks up what is typed with quotes and blanks', async () => {
    await using tab = await openTab(stack.url, '/console/table', { now: NOW });
    const { page } = tab;

    await page.getByLabel('Relation').fill('  "warehouse" . [marts].`RevenueByStore` ; ');
    await page.getByRole('button', { name: 'Look up' }).click();

    await page.getByText('Matched exactly', { exact: true }).waitFor();
    await page.getByRole('heading', { level: 2, name: 'RevenueByStore' }).waitFor();
  });

  test.each([
    ['nothing', '   ', /Type the relation of a table/],
    ['a name alone', 'customers', /Put its schema before it: schema\.customers/],
    ['an open quote', 'marts."customers', /is never closed/],
    ['10,000 characters', 'a.'.repeat(5_000), /10,000 characters/],
    ['five parts', 'a.b.c.d.e', /has 5 parts, a relation has two or three/],
  ])('says beside the field what is wrong with %s', async (_, typed, sentence) => {
    await using tab = await openTab(stack.url, '/console/table', { now: NOW });
    const field = tab.page.getByLabel('Relation');

    await field.fill(typed);
    await field.press('Enter');

    await eventually(() => field.getAttribute('aria-invalid')).toBe('true');
    expect(await descriptionOf(field)).toMatch(sentence);
    expect(new URL(tab.page.url()).search).toBe('');
  });

  test('shows markup in a name as letters', async () => {
    await using tab = await openTab(stack.url, '/console/table', { now: NOW });
    const { page } = tab;
    const name = '<img src=x onerror=alert(1)>';

    await page.getByLabel('Relation').fill(`warehouse.marts."${name}"`);
    await page.getByLabel('Relation').press('Enter');

    await page.getByText('Not in dbt', { exact: true }).waitFor();
    await page.getByRole('heading', { level: 2, name }).waitFor();
    expect(await page.getByRole('img').count()).toBe(0);
    await page.reload();
    await page.getByRole('heading', { level: 2, name }).waitFor();
  });

  test('an answer that comes late never replaces a later one', async () => {
    await using tab = await openTab(stack.url, '/console/table', { now: NOW });
    const { page } = tab;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('"orders"') === true) await held;
      await route.continue().catch(() => {});
    });
    const field = page.getByLabel('Relation');

    await field.fill('warehouse.marts.orders');
    await field.press('Enter');
    await page.getByText('Loading the table').waitFor({ state: 'attached' });
    await field.fill('warehouse.marts.customers');
    await field.press('Enter');
    await page.getByRole('heading', { level: 2, name: 'customers' }).waitFor();
    release();
    await page.unrouteAll({ behavior: 'wait' });

    await page.getByRole('heading', { level: 2, name: 'customers' }).waitFor();
    expect(await page.getByRole('heading', { level: 2, name: 'orders' }).count()).toBe(0);
  });
});

describe.skipIf(!HAS_CHROMIUM)('The table page in front of', () => {
  test('two databases of one environment says that the table is ambiguous', async () => {
    await using folder = writeArtifacts({
      nodes: [model('one.marts.orders'), model('two.marts.orders', { unique_id: 'model.shop.orders_two' })],
    });
    await using stack = await startConsole({
      environments: [{ id: 1, artifactsPath: folder.artifactsPath }],
    });
    await using tab = await openTab(stack.url, '/console/table?schema=marts&name=orders', { now: NOW });

    await tab.page.getByText('Ambiguous', { exact: true }).waitFor();
    await tab.page.getByText('model.shop.orders_two').first().waitFor();
  });

  test('no integration says so', async () => {
    await using stack = await startConsole({ connect: false });
    await using tab = await openTable(stack, 'marts.customers');

    await tab.page.getByText('Not configured').or(tab.page.getByText('Not connected')).first().waitFor();
  });

  test('a dbt that fails says so, and shows the table when it is tried again', async () => {
    const clock = { nowMs: NOW };
    await using stack = await startConsole({ now: () => clock.nowMs });
    stack.discovery.switchboard.set({ status: 503, only: 'discovery' });
    await stack.query('mutation { refreshDbtMetadata { userErrors { code } } }');
    await using tab = await openTable(stack, 'marts.customers');
    await tab.page.getByText('dbt is unavailable', { exact: true }).waitFor();

    stack.discovery.switchboard.reset();
    clock.nowMs += 60_000;
    await tab.page.getByRole('button', { name: 'Try again' }).click();

    await tab.page.getByText('Matched exactly', { exact: true }).waitFor();
  });
});
