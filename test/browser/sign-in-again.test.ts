import { describe, expect, test } from 'vitest';
import { HAS_CHROMIUM, sayWhenSkipped } from './support/chromium.ts';
import { startConsole } from './support/console-stack.ts';
import { eventually } from './support/eventually.ts';
import { goTo } from './support/go-to.ts';
import { type IdentityProvider, startIdentityProvider } from './support/identity-provider.ts';
import { signIn } from './support/sign-in.ts';
import { openTab } from './support/tab.ts';
import { typeConnection } from './support/type-connection.ts';

sayWhenSkipped('sign-in-again');

const MINUTE_MS = 60_000;

describe.skipIf(!HAS_CHROMIUM)('A sign-in that expires', () => {
  test('in the middle of a form is renewed in a second window, and what was sent goes on', async () => {
    await using provider = await startIdentityProvider();
    provider.settings.accessTokenSeconds = 60;
    const { stack, clock } = await startExpiring(provider);
    await using _ = stack;
    await using tab = await openTab(stack.url, '/console/connect', { origins: [provider.origin] });
    tab.expectErrors(/401/);
    const { page } = tab;
    await signIn(tab);
    await typeConnection(page, stack.discovery.adminUrl, stack.serviceToken);

    clock.aheadMs = 2 * MINUTE_MS;
    provider.settings.accessTokenSeconds = 3600;
    await page.getByRole('button', { name: 'Test' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.waitFor();
    const popup = page.waitForEvent('popup');
    await dialog.getByRole('button', { name: /^Sign in with/ }).click();
    // The provider knows the person still, and asks nothing: the window closes by itself.
    const closed = (await popup).waitForEvent('close');
    await dialog.waitFor({ state: 'detached' });
    await closed;

    await page
      .getByText(/dbt accepts the token, which reaches 2 environments/)
      .first()
      .waitFor();
    expect(await page.getByRole('textbox', { name: 'Host', exact: true }).inputValue()).toBe(
      stack.discovery.adminUrl,
    );
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('dbt is connected', { exact: true }).waitFor();
  });

  test('is renewed by a pasted token as well', async () => {
    await using provider = await startIdentityProvider();
    provider.settings.accessTokenSeconds = 60;
    const { stack, clock } = await startExpiring(provider);
    await using _ = stack;
    await using tab = await openTab(stack.url, '/console/connect', { origins: [provider.origin] });
    tab.expectErrors(/401/);
    const { page } = tab;
    await signIn(tab);
    await typeConnection(page, stack.discovery.adminUrl, stack.serviceToken);

    clock.aheadMs = 2 * MINUTE_MS;
    await page.getByRole('button', { name: 'Test' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.getByLabel('Access token').fill(await provider.token());
    await dialog.getByLabel('Access token').press('Enter');

    await page
      .getByText(/dbt accepts the token/)
      .first()
      .waitFor();
    await page.getByText('ben', { exact: true }).waitFor();
  });

  test('that the person does not renew loses nothing that was typed', async () => {
    await using provider = await startIdentityProvider();
    provider.settings.accessTokenSeconds = 60;
    const { stack, clock } = await startExpiring(provider);
    await using _ = stack;
    await using tab = await openTab(stack.url, '/console/connect', { origins: [provider.origin] });
    tab.expectErrors(/401/);
    const { page } = tab;
    await signIn(tab);
    await typeConnection(page, stack.discovery.adminUrl, stack.serviceToken);

    clock.aheadMs = 2 * MINUTE_MS;
    await page.getByRole('button', { name: 'Test' }).click();
    await page
      .getByRole('dialog', { name: 'Sign in again' })
      .getByRole('button', { name: 'Not now' })
      .click();

    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.getByRole('textbox', { name: 'Host', exact: true }).inputValue()).toBe(
      stack.discovery.adminUrl,
    );
  });

  test('is renewed unseen where the provider gives refresh tokens', async () => {
    await using provider = await startIdentityProvider();
    provider.settings.accessTokenSeconds = 60;
    provider.settings.givesRefreshTokens = true;
    const { stack, clock } = await startExpiring(provider);
    await using _ = stack;
    await using tab = await openTab(stack.url, '/console/events', { origins: [provider.origin] });
    tab.expectErrors(/401/);
    const { page } = tab;
    await signIn(tab);
    await page.getByText('Nothing has happened yet').waitFor();

    clock.aheadMs = 2 * MINUTE_MS;
    provider.settings.accessTokenSeconds = 3600;
    await goTo(page, 'Overview');

    await page.getByText('dbt is not connected').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await eventually(
      () => tab.requests.filter((request) => request.url() === `${provider.origin}/token`).length,
    ).toBe(2);
  });
});

/** A subgraph without an integration, whose clock runs ahead of the provider's as the test says. */
async function startExpiring(provider: IdentityProvider) {
  const clock = { aheadMs: 0 };
  const stack = await startConsole({
    env: provider.env,
    connect: false,
    now: () => Date.now() + clock.aheadMs,
  });
  provider.register(stack.url);
  return { stack, clock };
}
