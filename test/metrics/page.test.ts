import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { createDiscoveryServer } from '../../discovery/server.ts';
import { type Family, scrape } from '../support/exposition.ts';
import { DEMO_ENVIRONMENTS, startStack } from '../support/start-stack.ts';

const PAGE = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
/** Their values are not fixed; the page says what they are. */
const OPEN_LABELS = new Set(['credential', 'environment', 'version', 'node_version']);

interface Row {
  readonly name: string;
  readonly type: string;
  readonly labels: string;
  readonly help: string;
  readonly lookAt: string;
}

function rowsBelow(heading: string): readonly Row[] {
  const section = PAGE.slice(PAGE.indexOf(`${heading}\n`));
  const [, , ...lines] = /(?:^\|.*\n)+/m.exec(section)?.[0].trimEnd().split('\n') ?? [];
  return lines.map((line) => {
    const [name = '', type = '', labels = '', help = '', lookAt = ''] = line
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.trim());
    return { name: name.replaceAll('`', ''), type, labels, help, lookAt };
  });
}

/** The labels of a real exposition, as the page words them. */
function wordLabels({ samples }: Family): string {
  const values = new Map<string, Set<string>>();
  for (const { labels } of samples) {
    for (const [label, value] of Object.entries(labels)) {
      if (label !== 'le') values.set(label, (values.get(label) ?? new Set()).add(value));
    }
  }
  return withoutOpenValues(
    [...values].map(([label, each]) => `\`${label}\`: ${[...each].join(', ')}`).join('; '),
  );
}

function withoutOpenValues(labels: string): string {
  return labels.replace(/`(\w+)`: [^;]+/g, (whole, label: string) =>
    OPEN_LABELS.has(label) ? `\`${label}\`` : whole,
  );
}

function asTold(families: readonly Family[]): readonly Omit<Row, 'lookAt'>[] {
  return families
    .filter(({ name }) => name.startsWith('dbt_'))
    .map((family) => ({
      name: family.name,
      type: family.type,
      labels: wordLabels(family),
      help: family.help,
    }));
}

const byName = (one: { readonly name: string }, other: { readonly name: string }) =>
  one.name < other.name ? -1 : 1;

function asWritten(rows: readonly Row[]): readonly Omit<Row, 'lookAt'>[] {
  return rows.map(({ lookAt, ...row }) => {
    expect(lookAt, `when to look at ${row.name}`).toMatch(/^[A-Z`d].*\.$/);
    return { ...row, labels: withoutOpenValues(row.labels) };
  });
}

test('the page lists every metric of the subgraph as it is told: type, labels, their values, and help', async () => {
  await using stack = await startStack();
  const { families } = await scrape(stack.url);
  expect(asWritten(rowsBelow('## The subgraph')).toSorted(byName)).toEqual(asTold(families).toSorted(byName));
  const names = new Set(families.map(({ name }) => name));
  const others = PAGE.match(/`(?:nodejs|process)_\w+`/g)?.map((name) => name.replaceAll('`', '')) ?? [];
  expect(others).not.toEqual([]);
  expect(others.filter((name) => !names.has(name))).toEqual([]);
});

test('the page lists every metric of the Discovery API over artifacts likewise', async () => {
  const server = await createDiscoveryServer({
    token: 'dbtc_page-token-0001',
    environments: DEMO_ENVIRONMENTS.map((environment) => ({
      ...environment,
      notify: { url: 'http://127.0.0.1:9/webhooks/dbt/1', secret: 'webhook-secret-0001' },
    })),
  });
  onTestFinished(() => server.close());
  const { families } = await scrape(server.adminUrl);
  const written = asWritten(rowsBelow('## The Discovery API over artifacts'));
  expect(written.toSorted(byName)).toEqual(asTold(families).toSorted(byName));
});

test.each(['## The subgraph', '## The Discovery API over artifacts'])(
  'names follow the conventions of Prometheus: %s',
  (heading) => {
    for (const { name, type, help } of rowsBelow(heading)) {
      expect(name.endsWith('_total'), name).toBe(type === 'counter');
      expect(/_(ms|milliseconds|minutes|hours|kb|mb)(_|$)/.test(name), name).toBe(false);
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
      expect(help, name).toMatch(/\.$/);
    }
  },
);
