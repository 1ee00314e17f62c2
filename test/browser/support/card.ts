import type { Locator, Page } from 'playwright-core';

/** A part of a page, by the heading above it. */
export function card(page: Page, title: string): Locator {
  return page.getByRole('region', { name: title, exact: true });
}
