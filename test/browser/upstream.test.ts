import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ArtifactFolder } from '../support/artifact-folder.ts';
import type { Stack } from '../support/start-stack.ts';
import { card } from './support/card.ts';
import { HAS_CHROMIUM, sayWhenSkipped } from './support/chromium.ts';
import { startConsole } from './support/console-stack.ts';
import { eventually } from './support/eventually.ts';
import { isFocused, tabTo } from './support/focus.ts';
import { openTable } from './support/open-table.ts';
import { brokenRows, picture, sourceRows } from './support/upstream-card.ts';
import { writeUpstreamProject } from './support/upstream-project.ts';
import { violationsInBothWidths } from './support/violations.ts';

sayWhenSkipped('upstream');

describe.skipIf(!HAS_CHROMIUM)('Of the demo the table page shows', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startConsole();
  });
  afterAll(() => stack.stop());

  test('as of when the data is, whatever the last refresh says, and what that leaves out', async () => {
    await using tab = await openTable(stack, 'marts.daily_sales');
    const dataAsOf = card(tab.page, 'Data as of');

    expect(await dataAsOf.getByRole('time').getAttribute('datetime')).toBe('2026-11-22T09:31:44.153Z');
    expect(await card(tab.page, 'Last refreshed').getByRole('time').first().textContent()).toBe(
      '17 hours ago',
    );
    const told = await dataAsOf.textContent();
    expect(told).toContain('1 day agoLater than expected');
    expect(told).toContain(
      'The load time of 1 of 2 sources upstream is not known: source shop_app.order_items',
    );
  });

  test('sources with their verdicts, the one of unknown load time last, and follows one to its page', async () => {
    await using tab = await openTable(stack, 'marts.customers');
    const { page } = tab;
    const sources = sourceRows(page);
    await sources.nth(2).waitFor();
    const told = await sources.allTextContents();
    expect(told).toHaveLength(3);
    expect(told[0]).toMatch(/^warehouse\.raw\.orders.*Later than expected.*1 day ago.*17 hours ago$/);
    expect(told[1]).toMatch(/^warehouse\.raw\.customers.*Fresh.*17 hours ago.*17 hours ago$/);
    expect(told[2]).toMatch(/^warehouse\.raw\.order_items.*Not checked.*unknown.*never$/);
    await card(page, 'Upstream').getByText('Nothing broken', { exact: true }).waitFor();

    await sources.nth(0).getByRole('link').click();

    await page.getByRole('heading', { level: 2, name: 'orders', exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe('?database=warehouse&schema=raw&name=orders');
    await card(page, 'Upstream')
      .getByText(/^The table is a source/)
      .waitFor();
    expect(await card(page, 'Data as of').count()).toBe(0);
  });

  test('that a time is unknown, and why', async () => {
    await using tab = await openTable(stack, 'marts.deliveries');
    const dataAsOf = card(tab.page, 'Data as of');

    await dataAsOf.getByText('Unknown', { exact: true }).waitFor();
    await dataAsOf
      .getByText(/^The load time of the only source upstream is not known: source carrier\.deliveries/)
      .waitFor();
  });

  test('why nothing is upstream', async () => {
    await using tab = await openTable(stack, 'reference.exchange_rates');
    const upstream = card(tab.page, 'Upstream');

    await upstream.getByText(/^A seed is loaded from a file of the project/).waitFor();
    expect(await upstream.getByRole('link').count()).toBe(0);
    expect(await card(tab.page, 'Data as of').count()).toBe(0);
  });

  test('nothing upstream of a table that is not matched', async () => {
    await using tab = await openTable(stack, 'marts.orders_backup');

    await tab.page.getByText('Not in dbt', { exact: true }).waitFor();
    expect(await card(tab.page, 'Upstream').count()).toBe(0);
  });
});

describe.skipIf(!HAS_CHROMIUM)('Of a project of 14 sources and 12 broken models in a row the page', () => {
  let folder: ArtifactFolder;
  let stack: Stack;
  beforeAll(async () => {
    folder = writeUpstreamProject({ sources: 14, broken: 12 });
    stack = await startConsole({
      environments: [{ id: 834, artifactsPath: folder.artifactsPath }],
    });
  });
  afterAll(async () => {
    await stack.stop();
    await folder[Symbol.asyncDispose]();
  });

  test('lists the ten stalest sources and counts the others', async () => {
    await using tab = await openTable(stack, 'marts.wide');
    const sources = sourceRows(tab.page);

    await sources.nth(9).waitFor();
    expect(await sources.count()).toBe(10);
    expect(await sources.first().textContent()).toContain('warehouse.raw.s0Stale');
    await card(tab.page, 'Upstream').getByText('and 4 more sources', { exact: true }).waitFor();
    await card(tab.page, 'Upstream').getByText('14 sources, 13 nodes broken', { exact: true }).waitFor();
  });

  test('lists what is broken above, nearest first, all of it when it is asked for', async () => {
    await using tab = await openTable(stack, 'marts.wide');
    const { page } = tab;
    const broken = brokenRows(page);
    await broken.nth(9).waitFor();
    expect(await broken.count()).toBe(10);
    expect(await broken.first().textContent()).toBe(
      'warehouse.staging.stage_0Model1 step upIts last build ended with "error".',
    );

    await page.getByRole('button', { name: 'Show all 13 broken nodes' }).click();

    await broken.nth(12).waitFor();
    expect(await broken.nth(12).textContent()).toMatch(
      /^warehouse\.raw\.s0Source13 steps up1 data test fails: /,
    );
    await broken.nth(11).getByRole('link', { name: 'warehouse.staging.stage_11' }).click();
    await page.getByRole('heading', { level: 2, name: 'stage_11', exact: true }).waitFor();
  });

  test('draws four of each level, counts the others, and draws a broken source once', async () => {
    await using tab = await openTable(stack, 'marts.wide');
    const drawn = picture(tab.page);
    const sources = drawn.getByRole('list', { name: 'Sources, stalest first' }).getByRole('listitem');
    const broken = drawn.getByRole('list', { name: 'Broken, nearest first' }).getByRole('listitem');

    await sources.nth(4).waitFor();
    expect(await sources.allTextContents()).toEqual([
      'raw.s0StaleBroken4 days ago',
      'raw.s1Later than expected4 days ago',
      'raw.s2Fresh4 days ago',
      'raw.s3Fresh4 days ago',
      'and 10 more sources',
    ]);
    expect(await broken.allTextContents()).toEqual([
      'staging.stage_0Broken1 step up',
      'staging.stage_1Broken2 steps up',
      'staging.stage_2Broken3 steps up',
      'staging.stage_3Broken4 steps up',
      'and 8 more broken',
    ]);
    expect(await drawn.getAttribute('aria-label')).toBe('What wide is made of');
  });

  test('of a table without sources says so, and shows what is broken above all the same', async () => {
    await using tab = await openTable(stack, 'marts.planted');
    const { page } = tab;

    await brokenRows(page).getByRole('link', { name: 'warehouse.reference.rates' }).waitFor();
    await card(page, 'Upstream').getByText('dbt lists no source upstream of this table.').waitFor();
    expect(await picture(page).getByRole('listitem').allTextContents()).toEqual([
      'reference.ratesBroken1 step up',
    ]);
    expect(await card(page, 'Data as of').count()).toBe(0);
  });

  test('of a single fresh source shows it fresh, and nothing broken', async () => {
    await using tab = await openTable(stack, 'marts.plain');
    const { page } = tab;

    await card(page, 'Data as of').getByText('Fresh', { exact: true }).waitFor();
    await card(page, 'Data as of').getByText('Newest row of the only source it is made of.').waitFor();
    await card(page, 'Upstream').getByText('Nothing broken', { exact: true }).waitFor();
    expect(await sourceRows(page).allTextContents()).toEqual([
      expect.stringMatching(/^warehouse\.raw\.s12Fresh/),
    ]);
  });

  test('lets a keyboard walk the picture, in its order and by arrows', async () => {
    await using tab = await openTable(stack, 'marts.wide');
    const { page } = tab;
    const link = (name: string) => picture(page).getByRole('link', { name, exact: true });

    await tabTo(page, link('raw.s0'));
    await page.keyboard.press('Tab');
    expect(await isFocused(link('raw.s1'))).toBe(true);
    for (const [key, name] of [
      ['ArrowUp', 'raw.s0'],
      ['ArrowUp', 'raw.s0'],
      ['ArrowRight', 'staging.stage_0'],
      ['ArrowDown', 'staging.stage_1'],
      ['ArrowLeft', 'raw.s1'],
      ['ArrowLeft', 'raw.s1'],
    ] as const) {
      await page.keyboard.press(key);
      expect(await isFocused(link(name)), `${key} leads to ${name}`).toBe(true);
    }
    await page.setViewportSize({ width: 360, height: 760 });
    await link('raw.s3').focus();
    await page.keyboard.press('ArrowDown');
    expect(await isFocused(link('staging.stage_0'))).toBe(true);

    await page.keyboard.press('Enter');

    await page.getByRole('heading', { level: 2, name: 'stage_0', exact: true }).waitFor();
    await eventually(() => isFocused(page.getByRole('heading', { level: 1 }))).toBe(true);
  });

  test.each(['light', 'dark'] as const)('has nothing that axe finds in %s colours', async (colorScheme) => {
    await using tab = await openTable(stack, 'marts.wide', { colorScheme, reducedMotion: 'reduce' });
    await sourceRows(tab.page).first().waitFor();

    expect(await violationsInBothWidths(tab.page)).toEqual([]);
  });
});
