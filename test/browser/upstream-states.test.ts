import { describe, expect, test } from 'vitest';
import { ask } from '../support/ask.ts';
import type { Stack } from '../support/start-stack.ts';
import { card } from './support/card.ts';
import { HAS_CHROMIUM, sayWhenSkipped } from './support/chromium.ts';
import { NOW, startConsole } from './support/console-stack.ts';
import { eventually } from './support/eventually.ts';
import { callerWith, GATEWAY_ENV } from './support/gateway-callers.ts';
import { openTable } from './support/open-table.ts';
import { sourceRows } from './support/upstream-card.ts';
import { writeUpstreamProject } from './support/upstream-project.ts';

sayWhenSkipped('upstream-states');

describe.skipIf(!HAS_CHROMIUM)('The table page', () => {
  test('counts thousands of sources without listing them', async () => {
    await using folder = writeUpstreamProject({ sources: 3_000, broken: 60 });
    await using stack = await startConsole({
      environments: [{ id: 834, artifactsPath: folder.artifactsPath }],
    });
    await using tab = await openTable(stack, 'marts.wide');
    const upstream = card(tab.page, 'Upstream');

    await upstream.getByText('and 2,990 more sources', { exact: true }).waitFor();
    await upstream.getByText('and 2,996 more sources', { exact: true }).waitFor();
    await upstream.getByText('The graph lists the 50 nearest; more may be broken further up.').waitFor();
    await upstream.getByText('and at least 46 more broken', { exact: true }).waitFor();
    expect(await sourceRows(tab.page).count()).toBe(10);
  });

  test('shows a reader without the admin scope what is upstream', async () => {
    await using stack = await startConsole({ env: GATEWAY_ENV, connect: false });
    const input = { apiHost: stack.discovery.adminUrl, serviceToken: stack.serviceToken };
    await ask(
      `${stack.url}/graphql`,
      'mutation ($input: DbtIntegrationInput!) { configureDbtIntegration(input: $input) { userErrors { message } } }',
      { input },
      callerWith('dbt:admin'),
    );
    await using tab = await openTable(stack, 'marts.customers', { extraHTTPHeaders: callerWith('dbt:read') });

    await sourceRows(tab.page).nth(2).waitFor();
  });

  test('says of a host that does not tell what tables are made of that sources are not known', async () => {
    await using stack = await startConsole({ connect: false });
    stack.discovery.switchboard.set({ unknownFields: ['parents', 'ancestors'] });
    await stack.connect();
    await using tab = await openTable(stack, 'marts.customers');

    await card(tab.page, 'Upstream')
      .getByText(/^The sources upstream are not known/)
      .waitFor();
  });
});

/** All that the page asks of a table but what reads the graph of ancestors. */
const REST = `{ dbtLookup(database: "warehouse", schema: "marts", name: "customers") {
  match { status candidates { url } } node { owner tags meta rawCode compiledCode lastRun { status } } description
  tests { name severity } columns { name dbt { dataType tags testSummary { total } } } freshness { refreshedAt } testSummary { total } asOf
} }`;

/** Until it is remembered: a request may be over before. */
async function readRest(stack: Stack): Promise<void> {
  await eventually(async () => (await stack.query(REST)).body.errors).toBeUndefined();
}

describe.skipIf(!HAS_CHROMIUM)('While the graph of ancestors', () => {
  test('is being read the page shows the rest, and what is upstream once it has come', async () => {
    await using stack = await startConsole({ env: { DBT_DEADLINE_MS: '1000' } });
    await readRest(stack);
    stack.discovery.switchboard.set({ latencyMs: 5_000, only: 'discovery' });
    await using tab = await openTable(stack, 'marts.customers');
    const upstream = card(tab.page, 'Upstream');
    await upstream.getByText('What the table is made of is still being read').waitFor();
    await upstream.getByText(/^dbt's project is being read: /).waitFor();
    await card(tab.page, 'Description')
      .getByText(/^One row per customer/)
      .waitFor();
    expect(await tab.page.getByRole('alert').count()).toBe(0);

    stack.discovery.switchboard.reset();

    await sourceRows(tab.page).nth(2).waitFor();
  });

  test('cannot be read the page shows the rest and why, and tries again when it is asked to', async () => {
    const clock = { nowMs: NOW };
    await using stack = await startConsole({ now: () => clock.nowMs });
    await readRest(stack);
    stack.discovery.switchboard.set({ status: 503, only: 'discovery' });
    await using tab = await openTable(stack, 'marts.customers');
    const upstream = card(tab.page, 'Upstream');
    await upstream.getByText('What the table is made of could not be read').waitFor();
    await upstream.getByText(/503/).waitFor();
    await card(tab.page, 'Description')
      .getByText(/^One row per customer/)
      .waitFor();
    expect(await tab.page.getByRole('alert').count()).toBe(1);

    stack.discovery.switchboard.reset();
    clock.nowMs += 60_000;
    await upstream.getByRole('button', { name: 'Try again' }).click();

    await sourceRows(tab.page).nth(2).waitFor();
  });
});
