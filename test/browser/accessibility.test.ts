import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entities, table } from '../support/entities.ts';
import type { Stack } from '../support/start-stack.ts';
import { HAS_CHROMIUM, sayWhenSkipped } from './support/chromium.ts';
import { NOW, startConsole } from './support/console-stack.ts';
import { startIdentityProvider } from './support/identity-provider.ts';
import { openTab } from './support/tab.ts';
import { typeConnection } from './support/type-connection.ts';
import { violationsInBothWidths } from './support/violations.ts';

sayWhenSkipped('accessibility');

/** A page in a state, which is there once `prepare` resolves. */
interface State {
  readonly path: string;
  readonly prepare: (page: Page) => Promise<void>;
}

const TABLE = '/console/table?database=warehouse';

const CONNECTED: Readonly<Record<string, State>> = {
  overview: {
    path: '/console',
    prepare: (page) => page.getByText('dbt is connected', { exact: true }).waitFor(),
  },
  'connect with a refused token': {
    path: '/console/connect',
    async prepare(page) {
      await page.getByLabel('New service token').fill('dbtc_of-nobody-at-all');
      await page.getByRole('button', { name: 'Rotate' }).click();
      await page.getByText(/^dbt rejects this service token/).waitFor();
    },
  },
  'the dialog before a removal': {
    path: '/console/connect',
    async prepare(page) {
      await page.getByRole('button', { name: 'Remove…' }).click();
      await page.getByRole('dialog').getByRole('textbox').waitFor();
    },
  },
  'no table': {
    path: '/console/table',
    prepare: (page) => page.getByText('Paste the relation of a table').waitFor(),
  },
  'a table': {
    path: `${TABLE}&schema=marts&name=customers`,
    async prepare(page) {
      await page.getByText('As compiled').click();
      await page.getByText('Matched exactly', { exact: true }).waitFor();
    },
  },
  'a table that failed': {
    path: `${TABLE}&schema=marts&name=deliveries`,
    prepare: (page) => page.getByText('Degraded', { exact: true }).waitFor(),
  },
  'a table that two claim': {
    path: `${TABLE}&schema=reference&name=exchange_rates`,
    prepare: (page) => page.getByText('Claimed by several environments', { exact: true }).waitFor(),
  },
  'a table that dbt does not know': {
    path: `${TABLE}&schema=scratch&name=customers`,
    prepare: (page) => page.getByText('Not in dbt', { exact: true }).waitFor(),
  },
  coverage: {
    path: '/console/coverage',
    prepare: (page) => page.getByRole('heading', { name: /matched$/ }).waitFor(),
  },
  events: {
    path: '/console/events',
    prepare: (page) => page.getByText('connected dbt').waitFor(),
  },
  'no page': {
    path: '/console/nowhere',
    prepare: (page) => page.getByRole('heading', { level: 1 }).waitFor(),
  },
};

const EMPTY: Readonly<Record<string, State>> = {
  'overview without an integration': {
    path: '/console',
    prepare: (page) => page.getByText('dbt is not connected').waitFor(),
  },
  'connect after a test': {
    path: '/console/connect',
    async prepare(page) {
      await page.getByRole('button', { name: 'Test' }).click();
      await page
        .getByText(/dbt accepts the token/)
        .first()
        .waitFor();
    },
  },
  'coverage of nothing': {
    path: '/console/coverage',
    prepare: (page) => page.getByText('No table has been asked for yet').waitFor(),
  },
};

describe.skipIf(!HAS_CHROMIUM)('On a wide screen and on a telephone axe finds nothing', () => {
  let connected: Stack;
  let empty: Stack;
  beforeAll(async () => {
    connected = await startConsole({ env: { PUBLIC_URL: 'https://dbt.example' } });
    await entities(
      connected,
      [
        'marts.customers',
        'marts.CUSTOMERS',
        'scratch.customers',
        'reporting.abandoned_carts',
        'raw.clicks_2024_03',
        'reference.exchange_rates',
      ].map(table),
      '... on Table { dbtDescription }',
    );
    empty = await startConsole({ connect: false });
  });
  afterAll(async () => {
    await connected.stop();
    await empty.stop();
  });

  describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
    const look = { now: NOW, colorScheme, reducedMotion: 'reduce' } as const;

    test('on any page of a connected console', async () => {
      await using tab = await openTab(connected.url, '/console', look);
      const { page } = tab;
      const found: string[] = [];
      for (const [name, { path, prepare }] of Object.entries(CONNECTED)) {
        await page.goto(connected.url + path);
        await prepare(page);
        found.push(...(await violationsInBothWidths(page)).map((violation) => `${name}, ${violation}`));
      }
      expect(found).toEqual([]);
    });

    test('on pages before anything is connected', async () => {
      await using tab = await openTab(empty.url, '/console', look);
      const { page } = tab;
      const found: string[] = [];
      for (const [name, { path, prepare }] of Object.entries(EMPTY)) {
        await page.goto(empty.url + path);
        if (path === '/console/connect') {
          await typeConnection(page, empty.discovery.adminUrl, empty.serviceToken);
        }
        await prepare(page);
        found.push(...(await violationsInBothWidths(page)).map((violation) => `${name}, ${violation}`));
      }
      expect(found).toEqual([]);
    });

    test('on the page that signs people in', async () => {
      await using provider = await startIdentityProvider();
      await using stack = await startConsole({ env: provider.env, connect: false, now: Date.now });
      await using tab = await openTab(stack.url, '/console', look);
      await tab.page.getByRole('button', { name: /^Sign in with/ }).waitFor();
      expect(await violationsInBothWidths(tab.page)).toEqual([]);
    });
  });
});
