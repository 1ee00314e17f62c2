import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe says against the page on a wide screen and on a telephone, where it must not be wider than that. */
export async function violationsInBothWidths(page: Page): Promise<string[]> {
  // Evaluated past the page's content security policy, which stays as it is.
  await page.evaluate(axe.source);
  const found: string[] = [];
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    const shownWidth: number = await page.evaluate('document.documentElement.scrollWidth');
    if (shownWidth > width) found.push(`The page is ${shownWidth} pixels wide on a screen of ${width}.`);
    found.push(...(await violations(page)).map((violation) => `${width} pixels: ${violation}`));
  }
  return found;
}

/** A line for each element. */
async function violations(page: Page): Promise<string[]> {
  const found: { readonly violations: readonly Violation[]; readonly passes: readonly unknown[] } =
    await page.evaluate(`axe.run(document, { resultTypes: ['violations'] })`);
  expect(found.passes.length).toBeGreaterThan(10);
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ html, failureSummary = '' }) =>
        `${id}: ${html.slice(0, 200)} ${failureSummary.replaceAll(/\s+/g, ' ')}`,
    ),
  );
}
