import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { History } from './history.ts';
import type { Scenario } from './scenarios.ts';

/** Each scenario's series, with what they set off, as a file of tests for promtool. */
const RECORDED = new URL('../../deploy/alerts/recorded/', import.meta.url);

export const fileOf = (name: string) => new URL(`${name}.test.yml`, RECORDED);

const STEP_SECONDS = 30;
export const stepSecondsOf = ({ stepSeconds = STEP_SECONDS }: Scenario) => stepSeconds;

const DURING = 'group by (alertname) (last_over_time(ALERTS{alertstate="firing"}[1d]))';
const AT_END = 'group by (alertname) (ALERTS{alertstate="firing"})';

const expectation = z.object({
  expr: z.string(),
  eval_time: z.string(),
  exp_samples: z.array(z.object({ labels: z.string(), value: z.literal(1) })),
});
const recorded = z.object({
  tests: z.tuple([
    z.object({
      input_series: z.array(z.object({ series: z.string(), values: z.string() })),
      promql_expr_test: z.array(expectation),
    }),
  ]),
});

/** What a recorded file expects: the alerts that fire at some time, and those that fire at its end. */
export function readExpected(name: string): {
  readonly fires: readonly string[];
  readonly atEnd: readonly string[];
} {
  const [test] = recorded.parse(parse(readFileSync(fileOf(name), 'utf8'))).tests;
  const alertsOf = (expr: string) =>
    test.promql_expr_test
      .filter((expected) => expected.expr === expr)
      .flatMap(({ exp_samples }) => exp_samples.map(({ labels }) => /"(\w+)"/.exec(labels)?.[1] ?? labels));
  return { fires: alertsOf(DURING), atEnd: alertsOf(AT_END) };
}

export function recordedNames(): readonly string[] {
  return readdirSync(RECORDED).map((file) => file.replace('.test.yml', ''));
}

export function writeRecorded(scenario: Scenario, history: History, realSeconds: number): string {
  const seconds = stepSecondsOf(scenario);
  const endsAt = `${(history.scrapes - 1) * seconds}s`;
  const expected = (expr: string, alerts: readonly string[]) => [
    `      - expr: ${expr}`,
    `        eval_time: ${endsAt}`,
    `        exp_samples: [${[...alerts].sort().map((alert) => `{ labels: '{alertname="${alert}"}', value: 1 }`)}]`,
  ];
  return [
    `# ${scenario.story}`,
    '#',
    '# Written by `npm run record:alerts` from scrapes of the program itself. Of the series that the rules choose, counters that stay at 0 are',
    `# left out. Between two scrapes the clock of the subgraph was turned on by ${seconds} seconds, and ${realSeconds.toFixed(1)} seconds passed in truth: ages, limits`,
    '# and pauses by the clock are as in operation, durations of calls and delays of the event loop are real.',
    'rule_files: [../dbt-subgraph.rules.yml]',
    'evaluation_interval: 30s',
    'tests:',
    `  - interval: ${seconds}s`,
    '    input_series:',
    ...history
      .series()
      .flatMap(({ series, values }) => [`      - series: '${series}'`, `        values: '${values}'`]),
    '    promql_expr_test:',
    '      # Every alert that fires at any time.',
    ...expected(DURING, scenario.fires),
    '      # What still fires at the end.',
    ...expected(AT_END, scenario.firesAtEnd ?? []),
    '',
  ].join('\n');
}
