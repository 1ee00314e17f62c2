import type { Locator, Page } from 'playwright-core';
import { card } from './card.ts';

/** The picture of what a table is made of. */
export function picture(page: Page): Locator {
  return card(page, 'Upstream').getByRole('figure');
}

/** Of what is broken above, nearest first. */
export function brokenRows(page: Page): Locator {
  return rows(page, 'Broken nodes upstream, nearest first');
}

/** Of the sources, stalest first. */
export function sourceRows(page: Page): Locator {
  return rows(page, 'Sources upstream, stalest first');
}

function rows(page: Page, caption: string): Locator {
  return card(page, 'Upstream').getByRole('region', { name: caption }).locator('tbody').getByRole('row');
}
