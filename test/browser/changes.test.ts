import { describe, expect, test } from 'vitest';
import { card } from './support/card.ts';
import { HAS_CHROMIUM, sayWhenSkipped } from './support/chromium.ts';
import { NOW, startConsole } from './support/console-stack.ts';
import { descriptionOf } from './support/description-of.ts';
import { eventually } from './support/eventually.ts';
import { isFocused } from './support/focus.ts';
import { goTo } from './support/go-to.ts';
import { placesOf } from './support/places-of.ts';
import { openTab } from './support/tab.ts';

sayWhenSkipped('changes');

const PATH = '/console/connect';
const SECOND = 'dbtc_second-token-0002';
const discovery = { tokens: [{ token: SECOND, permission: 'full' }] } as const;
const env = { PUBLIC_URL: 'https://dbt.example' };

describe.skipIf(!HAS_CHROMIUM)('Changing a connection', () => {
  test('rotates the token, and shows the end of the new one', async () => {
    await using stack = await startConsole({ discovery });
    await using tab = await openTab(stack.url, PATH, { now: NOW });
    const { page } = tab;
    const rotate = card(page, 'Rotate the service token');
    const field = rotate.getByLabel('New service token');

    await field.fill('dbtc_of-nobody-at-all');
    await rotate.getByRole('button', { name: 'Rotate' }).click();
    await eventually(() => field.getAttribute('aria-invalid')).toBe('true');
    expect(await descriptionOf(field)).toMatch(/token/i);
    expect(await isFocused(field)).toBe(true);
    await field.fill(SECOND);
    await rotate.getByRole('button', { name: 'Rotate' }).click();

    await page.getByText('The new token is in place.').waitFor();
    await rotate.getByText('••••0002').waitFor();
    expect(await field.inputValue()).toBe('');
    expect(await placesOf(tab, SECOND)).toEqual(['POST /graphql']);
  });

  test('keeps the stored token where its field stays empty, but sends it to no other host', async () => {
    await using stack = await startConsole();
    await using tab = await openTab(stack.url, PATH, { now: NOW });
    const { page } = tab;
    const host = page.getByRole('textbox', { name: 'Host', exact: true });

    await page.getByRole('button', { name: 'Move Production · shop down' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The connection is saved.').waitFor();
    const { body } = await stack.query('{ dbtIntegration { revision environments { id } } }');
    expect(body.data.dbtIntegration).toEqual({ revision: 2, environments: [{ id: '912' }, { id: '834' }] });

    await host.fill('ab123.us1.dbt.com');
    await page.getByRole('button', { name: 'Save' }).click();
    const token = page.getByLabel(/^Service token/);
    await eventually(() => token.getAttribute('aria-invalid')).toBe('true');
    expect(await isFocused(token)).toBe(true);
    expect(await host.inputValue()).toBe('ab123.us1.dbt.com');
  });

  test('sets the secret of the webhook, shows one that it generates once, and clears it', async () => {
    await using stack = await startConsole({ env });
    await using tab = await openTab(stack.url, PATH, { now: NOW });
    const { page } = tab;
    const webhook = page.getByRole('region', { name: /^Webhook/ });
    await webhook.getByText('No secret').waitFor();

    await webhook.getByLabel('Secret', { exact: true }).fill('webhook-secret-of-dbt-1');
    await webhook.getByRole('button', { name: 'Set the secret' }).click();
    await page.getByText('The webhook secret is set.').waitFor();
    await webhook.getByText('Secret set').waitFor();
    expect(await placesOf(tab, 'webhook-secret-of-dbt-1')).toEqual(['POST /graphql']);

    await webhook.getByRole('button', { name: 'Generate one' }).click();
    const made = await webhook.getByText(/^[0-9a-f]{64}$/).textContent();
    expect(await placesOf(tab, made ?? '')).toEqual(['document', 'POST /graphql']);
    await page.reload();
    await webhook.getByText('Secret set').waitFor();
    expect(await placesOf(tab, made ?? '')).toEqual(['POST /graphql']);

    await webhook.getByRole('button', { name: 'Clear it' }).click();
    await webhook.getByText('No secret').waitFor();
  });

  test('of two admins shows the second one what the first has changed, and keeps what was typed', async () => {
    await using stack = await startConsole({ discovery });
    await using first = await openTab(stack.url, PATH, { now: NOW });
    await using second = await openTab(stack.url, PATH, { now: NOW });
    await second.page.getByRole('checkbox', { name: /^Finance production/ }).uncheck();
    await second.page.getByLabel(/^Service token/).fill(SECOND);

    await first.page.getByRole('button', { name: 'Move Production · shop down' }).click();
    await first.page.getByRole('button', { name: 'Save' }).click();
    await first.page.getByText('The connection is saved.').waitFor();
    await second.page.getByRole('button', { name: 'Save' }).click();

    const conflict = second.page.getByRole('alert');
    await conflict.getByText('Nothing is saved: somebody else changed the connection meanwhile').waitFor();
    await conflict
      .getByText(/The environments are Finance production · finance, then Production · shop/)
      .waitFor();
    expect(await second.page.getByRole('checkbox', { name: /^Finance production/ }).isChecked()).toBe(false);
    expect(await second.page.getByLabel(/^Service token/).inputValue()).toBe(SECOND);
    const before = await stack.query('{ dbtIntegration { revision environments { id } } }');
    expect(before.body.data.dbtIntegration).toEqual({
      revision: 2,
      environments: [{ id: '912' }, { id: '834' }],
    });
    await second.page.getByRole('button', { name: 'Save' }).click();

    await second.page.getByText('The connection is saved.').waitFor();
    expect(await conflict.count()).toBe(0);
    const { body } = await stack.query('{ dbtIntegration { revision environments { id } } }');
    expect(body.data.dbtIntegration).toEqual({ revision: 3, environments: [{ id: '834' }] });
  });

  test('has everything read again', async () => {
    await using stack = await startConsole();
    await using tab = await openTab(stack.url, PATH, { now: NOW });
    const { page } = tab;

    await page.getByRole('button', { name: 'Read again' }).click();

    await page.getByText('Everything is being read again.').waitFor();
    await eventually(() => stack.discovery.requests.all().length).toBeGreaterThan(0);
  });

  test('removes the connection when its host is typed, and not before', async () => {
    await using stack = await startConsole();
    await using tab = await openTab(stack.url, PATH, { now: NOW });
    const { page } = tab;
    const { host } = new URL(stack.discovery.adminUrl);
    const open = page.getByRole('button', { name: 'Remove…' });

    await open.click();
    const dialog = page.getByRole('dialog', { name: 'Remove the connection to dbt?' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await eventually(() => isFocused(open)).toBe(true);
    await open.click();
    const field = dialog.getByRole('textbox');
    await field.fill('something else');
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await eventually(() => field.getAttribute('aria-invalid')).toBe('true');
    expect(await descriptionOf(field)).toContain(host);
    await field.fill(host);
    await field.press('Enter');

    await page.getByText(/^The connection is removed/).waitFor();
    await page.getByRole('button', { name: 'Connect', exact: true }).waitFor();
    await goTo(page, 'Events');
    await page.getByText('removed the connection').waitFor();
    await page.getByText('connected dbt').waitFor();
  });
});
