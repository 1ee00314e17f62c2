import type { BrowserContext, BrowserContextOptions, Page, Request } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { PATIENT_MS } from '../../support/patience.ts';
import { sharedChromium } from './shared-chromium.ts';

export interface TabOptions
  extends Pick<BrowserContextOptions, 'colorScheme' | 'reducedMotion' | 'extraHTTPHeaders'> {
  /** What the page takes for the present; the real time when left out. */
  readonly now?: number;
  /** Origins besides the page's own that it may speak to: that of an identity provider. */
  readonly origins?: readonly string[];
}

/**
 * A window of a browser of its own: no cookies, no storage. The test fails for each error in the console (violations of
 * the content security policy among them), each error of a script, and each request that left the page's origin.
 */
export interface Tab extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Every request of every window. */
  readonly requests: readonly Request[];
  /** Lines of the console that this test provokes: an answer with status 400 is one. */
  expectErrors(pattern: RegExp): void;
}

/** Opens an address: `origin` with `path` on it. */
export async function openTab(origin: string, path = '/console', options: TabOptions = {}): Promise<Tab> {
  const { now, origins = [], ...contextOptions } = options;
  const browser = await sharedChromium();
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...contextOptions });
  context.setDefaultTimeout(PATIENT_MS);
  context.setDefaultNavigationTimeout(PATIENT_MS);
  const allowedOrigins = new Set([origin, ...origins]);
  const expectedErrors: RegExp[] = [];
  const faults: string[] = [];
  const requests: Request[] = [];
  const note = (fault: string) => void faults.push(fault);
  context.on('console', (message) => {
    if (message.type() === 'error') note(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => note(`script: ${error.error().stack ?? error.error().message}`));
  context.on('request', (request) => {
    requests.push(request);
    const { origin: asked, protocol } = new URL(request.url());
    if (/^https?:$/.test(protocol) && !allowedOrigins.has(asked)) note(`left the origin: ${request.url()}`);
  });
  onTestFinished(() => {
    expect(faults.filter((fault) => !expectedErrors.some((pattern) => pattern.test(fault)))).toEqual([]);
  });
  const page = await context.newPage();
  if (now !== undefined) await page.clock.setFixedTime(now);
  await page.goto(origin + path);
  return {
    page,
    context,
    requests,
    expectErrors(pattern) {
      expectedErrors.push(pattern);
    },
    async [Symbol.asyncDispose]() {
      await context.close();
    },
  };
}
