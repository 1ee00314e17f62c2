import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readRules } from '../../scripts/record-alerts/rules.ts';
import { type Matcher, readExpression, selects } from '../../scripts/support/promql.ts';
import { entities, table } from '../support/entities.ts';
import { type Sample, scrape } from '../support/exposition.ts';
import { type Stack, startStack } from '../support/start-stack.ts';

const dashboard = z
  .object({
    templating: z.object({
      list: z.array(z.object({ name: z.string(), type: z.string(), definition: z.string().optional() })),
    }),
    panels: z.array(
      z.object({
        title: z.string(),
        type: z.string(),
        gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
        targets: z.array(z.object({ expr: z.string() })).default([]),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../../deploy/dashboard.json', import.meta.url), 'utf8')));

const queries = [
  ...readRules().map(({ alert, expr }) => [alert, expr] as const),
  ...dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => [title, expr.replaceAll('$__rate_interval', '5m')] as const),
  ),
];

/** Given to every series by the scrape. */
const TARGET_LABELS = new Set(['namespace', 'job', 'instance']);
/** Made by Prometheus itself. */
const OF_PROMETHEUS = new Set(['up']);

let stack: Stack;
let samples: readonly Sample[];
/** Those without a series are told by their type alone. */
let metrics: ReadonlySet<string>;

beforeAll(async () => {
  stack = await startStack();
  await entities(stack, [table('marts.orders')], '... on Table { dbtDescription }');
  const { families } = await scrape(stack.url);
  samples = families.flatMap((family) => family.samples);
  metrics = new Set([...families, ...samples].map(({ name }) => name));
});
afterAll(() => stack.stop());

const labelsOf = (metric: string) =>
  new Set(samples.filter((sample) => sample.name === metric).flatMap(({ labels }) => Object.keys(labels)));

describe('each query of the rules and of the dashboard', () => {
  test.each(queries)('asks for metrics that are there: %s', (_, expr) => {
    const { selectors } = readExpression(expr);
    expect(selectors.length).toBeGreaterThan(0);
    for (const { metric } of selectors) {
      if (!OF_PROMETHEUS.has(metric)) expect(metrics).toContain(metric);
    }
  });

  test.each(queries)('asks for labels and values that are there: %s', (_, expr) => {
    const { selectors, labels } = readExpression(expr);
    const known = new Set(selectors.flatMap(({ metric }) => [...labelsOf(metric)]));
    for (const label of labels) {
      if (!TARGET_LABELS.has(label)) expect(known).toContain(label);
    }
    for (const { metric, matchers } of selectors) {
      const own = matchers.filter(({ label }) => !TARGET_LABELS.has(label));
      for (const matcher of own) {
        expect(labelsOf(metric)).toContain(matcher.label);
        for (const each of alternatives(matcher)) {
          const isThere = samples.some((sample) => selects({ metric, matchers: [each] }, sample));
          expect(isThere, `${metric} with ${each.label}="${each.value}"`).toBe(true);
        }
      }
    }
  });
});

/** Each value that a matcher names must be one that there is, also one that is not wanted. */
function alternatives({ label, operator, value }: Matcher): readonly Matcher[] {
  if (!operator.includes('~')) return [{ label, operator: '=', value }];
  const prefix = /^(\w*)\(/.exec(value)?.[1];
  const whole =
    prefix === undefined
      ? value
      : value.replace(/\(([^)]*)\)/, (_, inner: string) =>
          inner
            .split('|')
            .map((each, at) => (at === 0 ? each : `${prefix}${each}`))
            .join('|'),
        );
  return whole.split('|').map((each) => ({ label, operator: '=', value: each }));
}

test('the rows of the dashboard go from the graph to the process, and its panels do not overlap', () => {
  const rows = dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title);
  expect(rows).toEqual(['Graph', 'dbt', 'Facts and coverage', 'Cache and store', 'Process']);
  const taken = new Set<string>();
  for (const { title, gridPos } of dashboard.panels) {
    expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        expect(taken.has(`${x}/${y}`), title).toBe(false);
        taken.add(`${x}/${y}`);
      }
    }
  }
});

test('its variables choose a data source, jobs and instances of the subgraph', () => {
  const asked = dashboard.templating.list.map(({ name, definition }) => {
    const [, query, label] = /^label_values\((.+), (\w+)\)$/.exec(definition ?? '') ?? [];
    const selectors = query === undefined ? [] : readExpression(query).selectors;
    return [name, selectors.map(({ metric }) => metric), label];
  });
  expect(asked).toEqual([
    ['datasource', [], undefined],
    ['job', ['dbt_subgraph_build_info'], 'job'],
    ['instance', ['dbt_subgraph_build_info'], 'instance'],
  ]);
});

test('a name or a label that is not there is found', () => {
  const [selector] = readExpression('rate(dbt_subgraph_nothing_total{way="x"}[5m])').selectors;
  expect(metrics.has(selector?.metric ?? '')).toBe(false);
  expect(() => readExpression('sum by (job (up)')).toThrow('This is no PromQL');
});
