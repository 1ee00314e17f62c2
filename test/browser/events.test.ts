import { describe, expect, test } from 'vitest';
import { HAS_CHROMIUM, sayWhenSkipped } from './support/chromium.ts';
import { NOW, startConsole } from './support/console-stack.ts';
import { eventually } from './support/eventually.ts';
import { openTab } from './support/tab.ts';

sayWhenSkipped('events');

const MINUTE_MS = 60_000;

describe.skipIf(!HAS_CHROMIUM)('The events page', () => {
  test('before anything has happened says what will stand there', async () => {
    await using stack = await startConsole({ connect: false });
    await using tab = await openTab(stack.url, '/console/events', { now: NOW });

    await tab.page.getByText('Nothing has happened yet').waitFor();
  });

  test('tells who did what and when, newest first, and reads older ones page by page', async () => {
    const clock = { nowMs: NOW - 40 * MINUTE_MS };
    await using stack = await startConsole({ now: () => clock.nowMs });
    for (let round = 0; round < 33; round++) {
      clock.nowMs += MINUTE_MS;
      await stack.query('mutation { refreshDbtMetadata { userErrors { code } } }');
    }
    await using tab = await openTab(stack.url, '/console/events', { now: NOW });
    const { page } = tab;
    const events = page.getByRole('main').getByRole('listitem');
    await events.nth(29).waitFor();
    expect(await events.count()).toBe(30);
    expect(await events.first().textContent()).toContain('This machine had everything read again');
    expect(await events.first().getByRole('time').textContent()).toBe('7 minutes ago');

    await page.getByRole('button', { name: 'Older events' }).click();

    await eventually(() => events.count()).toBe(34);
    expect(await events.last().textContent()).toContain('connected dbt');
    expect(await events.last().getByRole('time').textContent()).toBe('40 minutes ago');
    expect(await page.getByRole('button', { name: 'Older events' }).count()).toBe(0);
  });

  test('marks what was refused, and shows no token', async () => {
    await using stack = await startConsole({ connect: false });
    const input = { apiHost: stack.discovery.adminUrl, serviceToken: 'dbtc_of-nobody-at-all' };
    await stack.query(
      'mutation ($input: DbtIntegrationInput!) { configureDbtIntegration(input: $input) { userErrors { code } } }',
      { input },
    );
    await using tab = await openTab(stack.url, '/console/events', { now: NOW });
    const event = tab.page.getByRole('main').getByRole('listitem');

    await event.getByText('Refused', { exact: true }).waitFor();
    expect(await event.textContent()).toContain('This machine was refused');
    expect(await event.textContent()).not.toContain('of-nobody-at-all');
  });
});
