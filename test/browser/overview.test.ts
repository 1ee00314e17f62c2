import { describe, expect, test } from 'vitest';
import { writeArtifacts } from '../support/artifact-folder.ts';
import { model } from '../support/artifact-nodes.ts';
import { tableFacts } from '../support/entities.ts';
import { DEMO_ENVIRONMENTS, type Stack } from '../support/start-stack.ts';
import { connectWebhook } from '../support/webhook.ts';
import { card } from './support/card.ts';
import { HAS_CHROMIUM, sayWhenSkipped } from './support/chromium.ts';
import { NOW, startConsole } from './support/console-stack.ts';
import { eventually } from './support/eventually.ts';
import { openTab } from './support/tab.ts';

sayWhenSkipped('overview');

const SHOP = DEMO_ENVIRONMENTS.slice(0, 1);
const REFRESH = 'mutation { refreshDbtMetadata { userErrors { code } } }';

describe.skipIf(!HAS_CHROMIUM)('The overview', () => {
  test('without an integration says so, and leads to the page that connects dbt', async () => {
    await using stack = await startConsole({ connect: false });
    await using tab = await openTab(stack.url, '/console', { now: NOW });
    const { page } = tab;
    await page.getByText('dbt is not connected').waitFor();

    await page.getByRole('link', { name: 'Connect dbt' }).click();

    await page.getByRole('heading', { level: 1, name: 'Connect' }).waitFor();
    await page.goBack();
    await page.getByText('dbt is not connected').waitFor();
  });

  test('shows the environments in their order, and how much of the budget is used', async () => {
    await using stack = await startConsole({ env: { PUBLIC_URL: 'https://dbt.example' } });
    await using tab = await openTab(stack.url, '/console', { now: NOW });
    const { page } = tab;
    await tab.context.grantPermissions(['clipboard-read', 'clipboard-write']);

    await page.getByText('dbt is connected', { exact: true }).waitFor();
    const rows = card(page, 'Environments').getByRole('row');
    expect(await rows.nth(1).textContent()).toMatch(/^1.*Production.*834.*Ready.*31/);
    expect(await rows.nth(2).textContent()).toMatch(/^2.*Finance production.*912.*Ready.*10/);
    await page.getByRole('meter', { name: /of 400 this minute/ }).waitFor();
    await page.getByText('Closed: requests go out').waitFor();
    const webhook = card(page, 'Webhook');
    const address = await webhook.getByText(/^https:\/\/dbt\.example\/webhooks\/dbt\//).textContent();
    await webhook.getByRole('button', { name: "Copy the webhook's address" }).click();
    await page.getByText("Copied the webhook's address.").waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(address);
  });

  test('follows a read of a project by itself until it is done', async () => {
    await using stack = await startConsole({ environments: SHOP });
    await using tab = await openTab(stack.url, '/console', { now: NOW });
    const { page } = tab;
    const row = card(page, 'Environments').getByRole('row').nth(1);
    await row.getByText('Ready').waitFor();

    stack.discovery.switchboard.set({ maxRows: 4, latencyMs: 500, only: 'discovery' });
    await stack.query(REFRESH);
    await page.getByRole('button', { name: 'Refresh' }).click();

    await row.getByText('Loading').waitFor();
    await row.getByText('so far').waitFor();
    await row.getByText('Ready').waitFor();
    expect(await row.textContent()).toContain('31');
  });

  test('says that dbt refuses the token, and leads to where it is rotated', async () => {
    await using stack = await startConsole({ environments: SHOP });
    await failWith(stack, { status: 401 });
    await using tab = await openTab(stack.url, '/console', { now: NOW });
    const { page } = tab;

    await page.getByText('dbt rejects the service token').waitFor();
    await page.getByRole('link', { name: 'Rotate the token' }).click();
    await page.getByLabel('New service token').waitFor();
  });

  test('says that dbt is away, and what is served meanwhile', async () => {
    await using stack = await startConsole({ environments: SHOP });
    await failWith(stack, { status: 503 });
    await using tab = await openTab(stack.url, '/console', { now: NOW });

    await tab.page.getByText('dbt cannot be reached').waitFor();
    await card(tab.page, 'Environments').getByText('Failed').waitFor();
  });

  test('says what is shown from memory while dbt is away', async () => {
    let nowMs = NOW;
    await using stack = await startConsole({ environments: SHOP, now: () => nowMs });
    await tableFacts(stack, 'marts.customers', 'dbt { match { status } }');
    stack.discovery.switchboard.set({ status: 503, only: 'discovery' });
    nowMs += 31_000;
    // Whoever reads now has the question of the change check asked.
    await tableFacts(stack, 'marts.customers', 'dbt { match { status } }');
    await using tab = await openTab(stack.url, '/console', { now: nowMs });
    const environments = card(tab.page, 'Environments');

    await eventually(async () => {
      await tab.page.getByRole('button', { name: 'Refresh' }).click();
      return environments.textContent();
    }).toContain('From memory');
    expect(await environments.textContent()).toContain('31');
  });

  test('says until when dbt is not asked, where its limit is used up', async () => {
    await using stack = await startConsole({ environments: SHOP });
    await failWith(stack, { rateLimit: { retryAfterSeconds: 180 } });
    await using tab = await openTab(stack.url, '/console', { now: NOW });
    const { page } = tab;

    await page.getByText("dbt's limit of requests is used up").waitFor();
    const requests = card(page, 'Requests to dbt');
    await requests.getByText('Open: no requests go out').waitFor();
    expect(await requests.getByRole('time').getAttribute('datetime')).toBe('2026-11-24T09:03:00.000Z');
    expect(await requests.getByRole('time').textContent()).toBe('in 3 minutes');
  });

  test('says where no job has generated docs, and how it is turned on', async () => {
    await using folder = writeArtifacts({ nodes: [model('wh.marts.orders')] });
    await using stack = await startConsole({
      environments: [{ id: 1, artifactsPath: folder.artifactsPath }],
    });
    await using tab = await openTab(stack.url, '/console', { now: NOW });

    await card(tab.page, 'Environments')
      .getByText(/No job has generated docs.*dbt docs generate/)
      .waitFor();
  });

  test('shows the last deliveries of the webhook, and why one was refused', async () => {
    await using stack = await startConsole({
      environments: SHOP,
      env: { PUBLIC_URL: 'https://dbt.example' },
    });
    const deliver = await connectWebhook(stack);
    await deliver(834, NOW);
    await using tab = await openTab(stack.url, '/console', { now: NOW });
    const { page } = tab;
    const webhook = card(page, 'Webhook');
    await webhook.getByText('Last delivery').waitFor();
    await eventually(async () => {
      await page.getByRole('button', { name: 'Refresh' }).click();
      return webhook.getByRole('time').first().getAttribute('datetime');
    }).toBe('2026-11-24T09:00:00.000Z');

    const address = await webhook.getByText(/\/webhooks\/dbt\//).textContent();
    const refused = await fetch(`${stack.url}${new URL(address ?? '').pathname}`, {
      method: 'POST',
      headers: { authorization: 'forged' },
      body: '{}',
    });
    expect(refused.ok).toBe(false);

    await eventually(async () => {
      await page.getByRole('button', { name: 'Refresh' }).click();
      return webhook.textContent();
    }).toMatch(/sign/i);
  });
});

/** Makes dbt answer so, and has a reader meet it, with nothing that is remembered. */
async function failWith(
  stack: Stack,
  faults: Parameters<Stack['discovery']['switchboard']['set']>[0],
): Promise<void> {
  stack.discovery.switchboard.set({ ...faults, only: 'discovery' });
  await stack.query(REFRESH);
  await tableFacts(stack, 'marts.customers', 'dbt { match { status } }').catch(() => {});
}
