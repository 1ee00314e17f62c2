import type { Page } from 'playwright-core';

type Place = 'Overview' | 'Connect' | 'Table' | 'Coverage' | 'Events';

/** By the navigation, and until the page is there. */
export async function goTo(page: Page, place: Place): Promise<void> {
  const navigation = page.getByRole('navigation', { name: 'Pages' });
  await navigation.getByRole('link', { name: place, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: place, exact: true }).waitFor();
}
