import { describe, expect, test } from 'vitest';
import { HAS_CHROMIUM, sayWhenSkipped } from './support/chromium.ts';
import { NOW, startConsole } from './support/console-stack.ts';
import { goTo } from './support/go-to.ts';
import { openTable } from './support/open-table.ts';
import { openTab } from './support/tab.ts';
import { typeConnection } from './support/type-connection.ts';

sayWhenSkipped('away');

describe.skipIf(!HAS_CHROMIUM)('With the subgraph away', () => {
  test('a page that is open stays, says so, and is up to date again when it is tried', async () => {
    await using stack = await startConsole();
    await using tab = await openTab(stack.url, '/console', { now: NOW });
    tab.expectErrors(/ERR_INTERNET_DISCONNECTED/);
    const { page } = tab;
    await page.getByText('dbt is connected', { exact: true }).waitFor();

    await tab.context.setOffline(true);
    await page.getByRole('button', { name: 'Refresh' }).click();
    const said = page.getByRole('alert').filter({ hasText: 'The subgraph cannot be reached' });
    await said.waitFor();
    await page.getByText('dbt is connected', { exact: true }).waitFor();
    await tab.context.setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();

    await said.waitFor({ state: 'detached' });
    await page.getByText('dbt is connected', { exact: true }).waitFor();
  });

  test('another table is looked up in vain, and found when it is tried again', async () => {
    await using stack = await startConsole();
    await using tab = await openTable(stack, 'marts.customers');
    tab.expectErrors(/ERR_INTERNET_DISCONNECTED/);
    const { page } = tab;
    await page.getByRole('heading', { level: 2, name: 'customers' }).waitFor();

    await tab.context.setOffline(true);
    await page.getByLabel('Relation').fill('warehouse.marts.orders');
    await page.getByLabel('Relation').press('Enter');
    await page
      .getByRole('alert')
      .getByText(/The subgraph cannot be reached/)
      .waitFor();
    await tab.context.setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();

    await page.getByRole('heading', { level: 2, name: 'orders' }).waitFor();
  });

  test('a form keeps what was typed, the token too', async () => {
    await using stack = await startConsole({ connect: false });
    await using tab = await openTab(stack.url, '/console/connect', { now: NOW });
    tab.expectErrors(/ERR_INTERNET_DISCONNECTED/);
    const { page } = tab;
    await typeConnection(page, stack.discovery.adminUrl, stack.serviceToken);

    await tab.context.setOffline(true);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page
      .getByRole('alert')
      .getByText(/The subgraph cannot be reached/)
      .waitFor();
    expect(await page.getByRole('textbox', { name: 'Host', exact: true }).inputValue()).toBe(
      stack.discovery.adminUrl,
    );
    await tab.context.setOffline(false);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();

    await page.getByText('dbt is connected', { exact: true }).waitFor();
  });

  test('a restart is survived by the page that is open', async () => {
    await using stack = await startConsole();
    await using tab = await openTab(stack.url, '/console/coverage', { now: NOW });
    tab.expectErrors(/ERR_CONNECTION_REFUSED/);
    const { page } = tab;
    await page.getByRole('heading', { level: 1, name: 'Coverage' }).waitFor();

    await stack.stopSubgraph();
    await goTo(page, 'Events');

    await page
      .getByRole('alert')
      .getByText(/The subgraph cannot be reached/)
      .waitFor();
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  });
});
