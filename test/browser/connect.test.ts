import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { card } from './support/card.ts';
import { HAS_CHROMIUM, sayWhenSkipped } from './support/chromium.ts';
import { NOW, startConsole } from './support/console-stack.ts';
import { descriptionOf } from './support/description-of.ts';
import { eventually } from './support/eventually.ts';
import { isFocused, tabTo } from './support/focus.ts';
import { goTo } from './support/go-to.ts';
import { placesOf } from './support/places-of.ts';
import { openTab } from './support/tab.ts';
import { typeConnection } from './support/type-connection.ts';

sayWhenSkipped('connect');

const PATH = '/console/connect';
const METADATA_ONLY = 'dbtc_metadata-only-0001';

describe.skipIf(!HAS_CHROMIUM)('Connecting dbt', () => {
  test('leads from host and token over a test to environments in a chosen order, and to the overview', async () => {
    await using stack = await startConsole({ connect: false });
    await using tab = await openTab(stack.url, PATH, { now: NOW });
    const { page } = tab;
    await typeConnection(page, stack.discovery.adminUrl, stack.serviceToken);

    await page.getByRole('button', { name: 'Test' }).click();
    await page
      .getByText(/dbt accepts the token, which reaches 2 environments/)
      .first()
      .waitFor();
    const names = await environmentNames(page);
    expect(names.toSorted()).toEqual(['Finance production · finance', 'Production · shop']);
    await page.getByRole('button', { name: `Move ${names[1]} up` }).click();
    expect(await environmentNames(page)).toEqual(names.toReversed());
    await page.getByRole('button', { name: 'Connect', exact: true }).click();

    await page.getByText('dbt is connected', { exact: true }).waitFor();
    const rows = card(page, 'Environments').getByRole('row');
    expect(await rows.nth(1).textContent()).toContain(names[1]?.split(' · ')[0]);
    expect(await rows.nth(2).textContent()).toContain(names[0]?.split(' · ')[0]);
  });

  test('leaves the token nowhere but in the two requests that carry it, and never fills its field again', async () => {
    await using stack = await startConsole({ connect: false });
    await using tab = await openTab(stack.url, PATH, { now: NOW });
    const { page } = tab;
    await typeConnection(page, stack.discovery.adminUrl, stack.serviceToken);
    await page.getByRole('button', { name: 'Test' }).click();
    await page
      .getByText(/dbt accepts the token/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('dbt is connected', { exact: true }).waitFor();

    await goTo(page, 'Connect');
    const field = page.getByLabel(/^Service token/);
    await field.waitFor();

    expect(await field.inputValue()).toBe('');
    expect(await placesOf(tab, stack.serviceToken)).toEqual(['POST /graphql', 'POST /graphql']);
    await page.reload();
    await field.waitFor();
    expect(await field.inputValue()).toBe('');
    expect(await field.getAttribute('autocomplete')).toBe('off');
    expect(await placesOf(tab, stack.serviceToken)).toEqual(['POST /graphql', 'POST /graphql']);
    expect(stack.log.text).not.toContain(stack.serviceToken);
  });

  test('reads only the environments that are chosen', async () => {
    await using stack = await startConsole({ connect: false });
    await using tab = await openTab(stack.url, PATH, { now: NOW });
    const { page } = tab;
    await typeConnection(page, stack.discovery.adminUrl, stack.serviceToken);
    await page.getByRole('button', { name: 'Test' }).click();

    await page.getByRole('checkbox', { name: /^Finance production/ }).uncheck();
    await page.getByRole('button', { name: 'Connect', exact: true }).click();

    await page.getByText('dbt is connected', { exact: true }).waitFor();
    expect(await card(page, 'Environments').getByRole('row').count()).toBe(2);
    await goTo(page, 'Connect');
    await page.getByRole('checkbox', { name: /^Production/ }).uncheck();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Choose at least one environment.').waitFor();
  });

  test('orders environments by dragging, too', async () => {
    await using stack = await startConsole();
    await using tab = await openTab(stack.url, PATH, { now: NOW });
    const { page } = tab;
    const names = await environmentNames(page);
    const row = (name: string | undefined) => page.getByRole('listitem').filter({ hasText: name ?? '' });
    const from = await row(names[0]).boundingBox();
    const to = await row(names[1]).boundingBox();
    if (from === null || to === null) throw new Error('The list has no two rows.');

    await page.mouse.move(from.x + 14, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(to.x + 14, to.y + to.height / 2, { steps: 4 });
    await page.mouse.up();

    await eventually(() => environmentNames(page)).toEqual(names.toReversed());
  });

  test('says beside the token that dbt refuses it, and keeps the host', async () => {
    await using stack = await startConsole({ connect: false });
    await using tab = await openTab(stack.url, PATH, { now: NOW });
    const { page } = tab;
    await typeConnection(page, stack.discovery.adminUrl, 'dbtc_of-nobody-at-all');

    await page.getByRole('button', { name: 'Test' }).click();

    const field = page.getByLabel(/^Service token/);
    await eventually(() => field.getAttribute('aria-invalid')).toBe('true');
    expect(await descriptionOf(field)).toMatch(/token/i);
    expect(await isFocused(field)).toBe(true);
    expect(await page.getByRole('textbox', { name: 'Host', exact: true }).inputValue()).toBe(
      stack.discovery.adminUrl,
    );
    await field.fill(stack.serviceToken);
    await eventually(() => field.getAttribute('aria-invalid')).toBe('false');
  });

  test.each([
    ['blanks in it', 'ab123 us1.dbt.com', /contains a blank/],
    ['a name that is not dbt’s', 'https://dbt.evil.example', /DBT_ALLOWED_HOSTS/],
    ['nothing in it', '', /Enter /],
  ])(
    'says beside the host what is wrong with an address with %s, and stores nothing',
    async (_, apiHost, sentence) => {
      await using stack = await startConsole({ connect: false });
      await using tab = await openTab(stack.url, PATH, { now: NOW });
      const { page } = tab;
      await typeConnection(page, apiHost, stack.serviceToken);

      await page.getByRole('button', { name: 'Connect', exact: true }).click();

      const field = page.getByRole('textbox', { name: 'Host', exact: true });
      await eventually(() => field.getAttribute('aria-invalid')).toBe('true');
      expect(await descriptionOf(field)).toMatch(sentence);
      expect(await isFocused(field)).toBe(true);
      const { body } = await stack.query('{ dbtIntegration { id } }');
      expect(body.data.dbtIntegration).toBeNull();
    },
  );

  test('asks for ids where the token cannot list environments', async () => {
    await using stack = await startConsole({
      connect: false,
      discovery: { tokens: [{ token: METADATA_ONLY, permission: 'metadata-only' }] },
    });
    await using tab = await openTab(stack.url, PATH, { now: NOW });
    const { page } = tab;
    await typeConnection(page, stack.discovery.adminUrl, METADATA_ONLY);
    await page.getByRole('button', { name: 'Test' }).click();
    const field = page.getByLabel('Environment id');
    await field.waitFor();
    expect(await isFocused(field)).toBe(true);

    await field.fill('no id');
    await field.press('Enter');
    await page.getByText(/Enter the number of an environment/).waitFor();
    for (const id of ['912', '834']) {
      await field.fill(id);
      await field.press('Enter');
      await page.getByRole('checkbox', { name: new RegExp(id) }).waitFor();
    }
    await page.getByRole('button', { name: 'Connect', exact: true }).click();

    await page.getByText('dbt is connected', { exact: true }).waitFor();
    const rows = card(page, 'Environments').getByRole('row');
    expect(await rows.nth(1).textContent()).toContain('912');
    expect(await rows.nth(2).textContent()).toContain('834');
  });

  test('by keys alone goes the whole way', async () => {
    await using stack = await startConsole({ connect: false });
    await using tab = await openTab(stack.url, '/console', { now: NOW });
    const { page } = tab;
    const { keyboard } = page;
    await page.getByText('dbt is not connected').waitFor();

    await tabTo(page, page.getByRole('link', { name: 'Connect dbt' }));
    await keyboard.press('Enter');
    await tabTo(page, page.getByRole('textbox', { name: 'Host', exact: true }));
    await keyboard.type(stack.discovery.adminUrl);
    await keyboard.press('Tab');
    await keyboard.type(stack.serviceToken);
    await keyboard.press('Enter');
    await page
      .getByText(/dbt accepts the token/)
      .first()
      .waitFor();
    const names = await environmentNames(page);
    await tabTo(page, page.getByRole('button', { name: `Move ${names[0]} down` }));
    await keyboard.press('Enter');
    await eventually(() => environmentNames(page)).toEqual(names.toReversed());
    expect(await isFocused(page.getByRole('button', { name: `Move ${names[0]} down` }))).toBe(true);
    await tabTo(page, page.getByRole('button', { name: 'Connect', exact: true }));
    await keyboard.press('Space');

    await page.getByText('dbt is connected', { exact: true }).waitFor();
  });
});

/** In the order of the list. */
async function environmentNames(page: Page): Promise<string[]> {
  const buttons = page.getByRole('button', { name: /^Move .* up$/ });
  await buttons.first().waitFor();
  return (await buttons.allTextContents()).map((text) => text.replace(/^Move (.*) up$/, '$1'));
}
