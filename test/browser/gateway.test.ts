import { describe, expect, test } from 'vitest';
import { CONFIGURE_MUTATION } from '../../demo/queries.ts';
import { ask } from '../support/ask.ts';
import { HAS_CHROMIUM, sayWhenSkipped } from './support/chromium.ts';
import { startConsole } from './support/console-stack.ts';
import { callerWith, GATEWAY_ENV } from './support/gateway-callers.ts';
import { goTo } from './support/go-to.ts';
import { openTab } from './support/tab.ts';

sayWhenSkipped('gateway');

const ADMIN = callerWith('dbt:admin');
const env = GATEWAY_ENV;

describe.skipIf(!HAS_CHROMIUM)('Behind a gateway the console', () => {
  test('says which headers a proxy must add, and opens once it adds them', async () => {
    await using stack = await startConsole({ env, connect: false });
    await using tab = await openTab(stack.url);
    tab.expectErrors(/401/);
    const { page } = tab;
    for (const header of ['x-gateway-secret', 'x-tenant-id', 'x-user-id', 'x-user-scopes']) {
      await page.getByRole('listitem').getByText(header).waitFor();
    }
    await page.getByText('dbt:admin').waitFor();
    expect(await page.getByRole('textbox').count()).toBe(0);

    await tab.context.setExtraHTTPHeaders(ADMIN);
    await page.getByRole('button', { name: 'Try again' }).click();

    await page.getByText('ana', { exact: true }).waitFor();
    await page.getByText('Admin of acme').waitFor();
    await page.getByText('dbt is not connected').waitFor();
    expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
  });

  test('shows a reader the table page, and elsewhere the scope that is missing', async () => {
    await using stack = await startConsole({ env, connect: false });
    const input = { apiHost: stack.discovery.adminUrl, serviceToken: stack.serviceToken };
    await ask(`${stack.url}/graphql`, CONFIGURE_MUTATION, { input }, ADMIN);
    await using tab = await openTab(stack.url);
    tab.expectErrors(/401/);
    const { page } = tab;
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await tab.context.setExtraHTTPHeaders(callerWith('dbt:read'));

    await page.getByRole('button', { name: 'Try again' }).click();

    await page.getByText('Reader of acme').waitFor();
    await page
      .getByRole('main')
      .getByText(/dbt:admin/)
      .waitFor();
    for (const name of ['Connect', 'Coverage', 'Events'] as const) {
      await goTo(page, name);
      await page.getByText('This page is for admins').waitFor();
    }
    await goTo(page, 'Table');
    await page.getByLabel('Relation').fill('marts.customers');
    await page.getByLabel('Relation').press('Enter');
    await page.getByText('Matched exactly', { exact: true }).waitFor();
    const { body } = await ask(
      `${stack.url}/graphql`,
      '{ dbtIntegrationEvents { events { action } } }',
      {},
      ADMIN,
    );
    expect(body.data.dbtIntegrationEvents.events).toEqual([{ action: 'CONFIGURED' }]);
  });
});
