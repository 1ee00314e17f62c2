import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHistory, toNotation } from '../../scripts/record-alerts/history.ts';
import { readExpression } from '../../scripts/support/promql.ts';

/** As promtool reads it. */
function expand(notation: string): readonly (number | string)[] {
  return notation.split(' ').flatMap((word) => {
    const [, missing] = /^_x(\d+)$/.exec(word) ?? [];
    if (missing !== undefined) return Array<string>(Number(missing)).fill('none');
    const [, first, step, times] = /^(-?[\d.]+)([+-][\d.]+)x(\d+)$/.exec(word) ?? [];
    if (first === undefined) return [word === 'stale' ? word : Number(word)];
    return Array.from({ length: Number(times) + 1 }, (_, at) => Number(first) + at * Number(step));
  });
}

test('what is written in promtool notation is read as it was', () => {
  const value = fc.oneof(
    fc.constantFrom('none' as const, 'stale' as const),
    fc.integer({ min: -3, max: 3 }),
    fc.integer({ min: 0, max: 99_999 }).map((tenThousandths) => tenThousandths / 10_000),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), (values) => {
      expect(expand(toNotation(values))).toEqual(values.map((each) => (Object.is(each, -0) ? 0 : each)));
    }),
  );
});

test('a counter that grows, a series that ends and one that begins are few words', () => {
  expect(toNotation([10, 16, 22, 28])).toBe('10+6x3');
  expect(toNotation([1, 1, 1, 'stale', 'none', 'none', 0.25, 0.25, 0.25])).toBe('1+0x2 stale _x2 0.25+0x2');
});

test('a target that does not answer is down, and its series end', () => {
  const { selectors } = readExpression('up + dbt_subgraph_ready + rate(dbt_subgraph_webhooks_total[5m])');
  const history = createHistory(selectors);
  const told = [
    { name: 'dbt_subgraph_ready', labels: {}, value: 1 },
    { name: 'dbt_subgraph_webhooks_total', labels: { outcome: 'accepted' }, value: 0 },
    { name: 'dbt_subgraph_references_total', labels: {}, value: 7 },
  ];
  for (const samples of [told, null, null, told]) history.add(new Map([['one:4001', samples]]));
  expect(history.scrapes).toBe(4);
  expect(history.series()).toEqual([
    { series: 'dbt_subgraph_ready{instance="one:4001", job="dbt-subgraph"}', values: '1 stale _x1 1' },
    { series: 'up{instance="one:4001", job="dbt-subgraph"}', values: '1 0 0 1' },
  ]);
});
