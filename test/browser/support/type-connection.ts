import type { Page } from 'playwright-core';

/** Types host and token into the form of a connection, as an admin does, and leaves the rest to the test. */
export async function typeConnection(page: Page, apiHost: string, serviceToken: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Host', exact: true }).fill(apiHost);
  await page.getByLabel(/^Service token/).fill(serviceToken);
}
