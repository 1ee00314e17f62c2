import type { Browser } from 'playwright-core';
import { afterAll, vi } from 'vitest';
import { launchChromium } from './chromium.ts';

// A test in a browser has many steps, each of which a busy machine draws out.
vi.setConfig({ testTimeout: 120_000 });

let launched: Promise<Browser> | null = null;

/** One browser for all tests of a file. */
export function sharedChromium(): Promise<Browser> {
  launched ??= launchChromium();
  return launched;
}

afterAll(async () => {
  const browser = await launched;
  await browser?.close();
});
