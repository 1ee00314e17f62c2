import type { Tab } from './tab.ts';

/** Signs in at the provider, which asks only those whom it does not know yet. */
export async function signIn({ page }: Tab): Promise<void> {
  await page.getByRole('button', { name: /^Sign in with/ }).click();
  const atProvider = page.getByRole('button', { name: 'Sign in as Ana' });
  const back = page.getByRole('button', { name: 'Sign out' }).or(page.getByRole('alert'));
  await atProvider.or(back).first().waitFor();
  if (await atProvider.isVisible()) await atProvider.click();
}
