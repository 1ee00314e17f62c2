import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { fileOf, readExpected, recordedNames } from '../../scripts/record-alerts/recorded.ts';
import { RULES, readRules } from '../../scripts/record-alerts/rules.ts';
import { SCENARIOS } from '../../scripts/record-alerts/scenarios.ts';
import { temporaryFolder } from '../integrations/builders.ts';
import { PROMTOOL, promtool, sayWhenSkipped } from '../support/promtool.ts';

beforeAll(() => sayWhenSkipped('deploy/alerts.test.ts'));

const alerts = readRules().map(({ alert }) => alert);

test('there is one recorded run for each scenario, which expects the alerts that the scenario names', () => {
  expect([...recordedNames()].sort()).toEqual(SCENARIOS.map(({ name }) => name).sort());
  for (const { name, fires, firesAtEnd = [] } of SCENARIOS) {
    expect({ name, ...readExpected(name) }).toEqual({
      name,
      fires: [...fires].sort(),
      atEnd: [...firesAtEnd].sort(),
    });
  }
});

test('each alert has a scenario of its own, and while nothing is wrong none fires', () => {
  const fired = new Set(SCENARIOS.flatMap(({ fires }) => fires));
  expect([...fired].sort()).toEqual([...alerts].sort());
  expect(SCENARIOS.find(({ name }) => name === 'healthy')?.fires).toEqual([]);
});

describe.skipIf(PROMTOOL === null)('promtool', () => {
  test('finds nothing wrong with the rules', () => {
    const { isRight, said } = promtool('check', 'rules', fileURLToPath(RULES));
    expect(said).toContain(`${alerts.length} rules found`);
    expect(isRight).toBe(true);
  });

  test.each(SCENARIOS.map(({ name, fires }) => [name, fires.join(', ') || 'no alert'] as const))(
    'finds that in the run "%s" fires: %s',
    (name) => {
      const { isRight, said } = promtool('test', 'rules', fileURLToPath(fileOf(name)));
      expect(isRight, said).toBe(true);
    },
  );

  test('refuses a run that expects another alert than fires', () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'wrong.test.yml');
    const recorded = readFileSync(fileOf('replica-dies'), 'utf8');
    const wrong = recorded
      .replace('../dbt-subgraph.rules.yml', fileURLToPath(RULES))
      .replace('alertname="DbtSubgraphReplicaDown"', 'alertname="DbtSubgraphSlow"');
    writeFileSync(path, wrong);
    const { isRight, said } = promtool('test', 'rules', path);
    expect([isRight, said.includes('got: {alertname="DbtSubgraphReplicaDown"}')]).toEqual([false, true]);
  });
});
