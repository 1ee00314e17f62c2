import { describe, expect, test } from 'vitest';
import type { Stack } from '../support/start-stack.ts';
import { HAS_CHROMIUM, sayWhenSkipped } from './support/chromium.ts';
import { startConsole } from './support/console-stack.ts';
import { eventually } from './support/eventually.ts';
import { goTo } from './support/go-to.ts';
import { type IdentityProvider, startIdentityProvider } from './support/identity-provider.ts';
import { placesOf } from './support/places-of.ts';
import { signIn } from './support/sign-in.ts';
import { openTab } from './support/tab.ts';

sayWhenSkipped('sign-in');

describe.skipIf(!HAS_CHROMIUM)('Signing in', () => {
  test('at the identity provider leads back to the page that was asked for, with neither code nor state in the address', async () => {
    await using provider = await startIdentityProvider();
    await using stack = await startSignedIn(provider);
    await using tab = await openTab(stack.url, '/console/events', { origins: [provider.origin] });

    await signIn(tab);

    await tab.page.getByRole('heading', { level: 1, name: 'Events' }).waitFor();
    expect(tab.page.url()).toBe(`${stack.url}/console/events`);
    await tab.page.goBack();
    expect(tab.page.url()).not.toMatch(/code=|state=/);
  });

  test('keeps the access token in memory alone, and sends it in no address and no body', async () => {
    await using provider = await startIdentityProvider();
    await using stack = await startSignedIn(provider);
    await using tab = await openTab(stack.url, '/console', { origins: [provider.origin] });
    const answered = tab.page.waitForResponse(`${provider.origin}/token`);

    await signIn(tab);
    const { access_token: accessToken }: { readonly access_token: string } = await (await answered).json();
    await tab.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();

    expect(accessToken).toMatch(/^eyJ/);
    expect(await placesOf(tab, accessToken)).toEqual([]);
  });

  test('says who is signed in, and forgets them when they sign out', async () => {
    await using provider = await startIdentityProvider();
    await using stack = await startSignedIn(provider);
    await using tab = await openTab(stack.url, '/console', { origins: [provider.origin] });
    await signIn(tab);
    await tab.page.getByText('Admin of acme').waitFor();

    await tab.page.getByRole('button', { name: 'Sign out' }).click();

    await tab.page.getByRole('button', { name: /^Sign in with 127\.0\.0\.1/ }).waitFor();
    expect(await tab.page.getByText('Admin of acme').count()).toBe(0);
    await tab.page.reload();
    await tab.page.getByRole('button', { name: /^Sign in with/ }).waitFor();
  });

  test('without the admin scope opens the table page, and every other page says which scope is missing', async () => {
    await using provider = await startIdentityProvider();
    provider.settings.scope = 'dbt:read';
    await using stack = await startSignedIn(provider);
    await using tab = await openTab(stack.url, '/console', { origins: [provider.origin] });
    await signIn(tab);
    await tab.page.getByText('Reader of acme').waitFor();

    for (const name of ['Overview', 'Connect', 'Coverage', 'Events'] as const) {
      await goTo(tab.page, name);
      await tab.page
        .getByRole('main')
        .getByText(/dbt:admin/)
        .waitFor();
      expect(await tab.page.getByRole('main').getByRole('textbox').count()).toBe(0);
    }
    await tab.page.goto(`${stack.url}/console/table?database=warehouse&schema=marts&name=customers`);
    await signIn(tab);
    await tab.page
      .getByText(/dbt is not connected|no integration|not configured/i)
      .first()
      .waitFor();
  });

  test('with a token for another audience says so, and stays signed out', async () => {
    await using provider = await startIdentityProvider();
    provider.settings.audience = 'https://somebody-else.example';
    await using stack = await startSignedIn(provider);
    await using tab = await openTab(stack.url, '/console', { origins: [provider.origin] });
    tab.expectErrors(/401/);

    await signIn(tab);

    await tab.page
      .getByRole('alert')
      .getByText(/audience/)
      .waitFor();
    await tab.page.getByRole('button', { name: /^Sign in with/ }).waitFor();
  });

  test('takes a pasted token, and forgets it at a reload', async () => {
    await using provider = await startIdentityProvider();
    await using stack = await startSignedIn(provider);
    await using tab = await openTab(stack.url, '/console');
    tab.expectErrors(/401/);
    const field = tab.page.getByLabel('Access token');
    const token = await provider.token();

    await field.fill('no token at all');
    await field.press('Enter');
    await eventually(() => field.getAttribute('aria-invalid')).toBe('true');
    await field.fill('eyJhbGciOiJub25lIn0.e30.');
    await field.press('Enter');
    await eventually(() => field.inputValue()).toBe('');
    await tab.page.getByText('Admin of acme').waitFor({ state: 'detached' });
    await field.fill(token);
    await field.press('Enter');
    await tab.page.getByText('Admin of acme').waitFor();

    expect(await placesOf(tab, token)).toEqual([]);
    await tab.page.reload();
    await eventually(() => field.inputValue()).toBe('');
  });
});

/** A subgraph without an integration, in jwt mode, on the real clock. */
async function startSignedIn(provider: IdentityProvider): Promise<Stack> {
  const stack = await startConsole({ env: provider.env, connect: false, now: Date.now });
  provider.register(stack.url);
  return stack;
}
