import { describe, expect, test } from 'vitest';
import { HAS_CHROMIUM, sayWhenSkipped } from './support/chromium.ts';
import { NOW, startConsole } from './support/console-stack.ts';
import { openTab } from './support/tab.ts';

sayWhenSkipped('overview');

describe.skipIf(!HAS_CHROMIUM)('The overview', () => {
  test('smoke', async () => {
    await using stack = await startConsole();
    await using tab = await openTab(stack.url, '/console', { now: NOW });
    await tab.page.getByRole('heading', { level: 1 }).waitFor();
    console.log(await tab.page.locator('body').ariaSnapshot());
    expect(1).toBe(1);
  });
});
