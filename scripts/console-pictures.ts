import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../test/browser/support/chromium.ts';
import { NOW } from '../test/browser/support/console-stack.ts';
import { buildConsole } from './console/bundle.ts';
import { startPictured } from './console/pictured-stack.ts';

/**
 * `npm run console:pictures` writes `docs/pictures`: pages of the console over the demo's artifacts, light, dark, and on a telephone. With
 * names behind it (`-- table upstream`) it takes these subjects alone.
 */

const FOLDER = fileURLToPath(new URL('../docs/pictures', import.meta.url));

interface Look {
  readonly name: string;
  readonly colorScheme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
}

const LOOKS: readonly Look[] = [
  { name: 'light', colorScheme: 'light', width: 1280, height: 860 },
  { name: 'dark', colorScheme: 'dark', width: 1280, height: 860 },
  { name: 'narrow', colorScheme: 'light', width: 360, height: 760 },
];

interface Subject {
  readonly name: string;
  readonly path: string;
  /** Resolves when there is to be seen what the picture is to show. */
  readonly prepare: (page: Page) => Promise<void>;
}

const SUBJECTS: readonly Subject[] = [
  {
    name: 'overview',
    path: '/console',
    prepare: (page) => page.getByText('dbt is connected', { exact: true }).waitFor(),
  },
  {
    name: 'connect',
    path: '/console/connect',
    async prepare(page) {
      await page.getByLabel(/^Service token/).fill('dbtc_of-nobody-at-all');
      await page.getByRole('button', { name: 'Save' }).click();
      await page
        .getByText(/rejects|refuses|does not accept/)
        .first()
        .waitFor();
      await page.evaluate('scrollTo(0, 0)');
    },
  },
  {
    name: 'table',
    path: '/console/table?database=warehouse&schema=marts&name=daily_sales',
    prepare: (page) => page.getByText('Matched exactly', { exact: true }).waitFor(),
  },
  {
    name: 'upstream',
    path: '/console/table?database=warehouse&schema=marts&name=customers',
    async prepare(page) {
      await page.getByRole('region', { name: 'Upstream', exact: true }).getByRole('table').first().waitFor();
      await page.evaluate("document.querySelector('.upstream').scrollIntoView()");
    },
  },
  {
    name: 'coverage',
    path: '/console/coverage',
    prepare: (page) => page.getByRole('heading', { name: /matched$/ }).waitFor(),
  },
];

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((wanted) => !SUBJECTS.some(({ name }) => name === wanted));
if (unknown.length > 0) {
  throw new Error(
    `No picture is called ${unknown.join(', ')}. Choose of ${SUBJECTS.map(({ name }) => name).join(', ')}.`,
  );
}
const wanted = SUBJECTS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));

await buildConsole();
await mkdir(FOLDER, { recursive: true });
await using stack = await startPictured(NOW);
const browser = await launchChromium();
try {
  for (const look of LOOKS) {
    for (const subject of wanted) await take(browser, look, subject, stack.url);
  }
} finally {
  await browser.close();
}

async function take(on: Browser, look: Look, { name, path, prepare }: Subject, url: string): Promise<void> {
  const { colorScheme, width, height } = look;
  const page = await on.newPage({
    colorScheme,
    viewport: { width, height },
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  });
  await page.clock.setFixedTime(NOW);
  await page.goto(url + path);
  await prepare(page);
  const file = `${name}-${look.name}.png`;
  await page.screenshot({ path: `${FOLDER}/${file}`, animations: 'disabled', caret: 'hide' });
  await page.close();
  process.stderr.write(`${file}\n`);
}
