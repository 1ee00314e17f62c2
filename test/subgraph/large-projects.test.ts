import { expect, test } from 'vitest';
import { callsNamed } from '../support/discovery-calls.ts';
import { column, entities, table } from '../support/entities.ts';
import { createLargeProject } from '../support/large-project.ts';
import { startStack } from '../support/start-stack.ts';

const FACTS = 'dbtDescription lastRefreshedAt dbtTests { name outcome }';

test('450 tables are read in three batches', async () => {
  await using project = createLargeProject({ models: 450, testsPerModel: 1 });
  await using stack = await startStack({ environments: [{ id: 7, artifactsPath: project.artifactsPath }] });
  const references = Array.from({ length: 450 }, (_, number) => table(`marts.table_${number}`));
  const found = await entities(stack, references, `... on Table { ${FACTS} }`);
  expect(found.map(({ dbtDescription }) => dbtDescription)).toEqual(
    references.map(({ name }) => `About ${name}`),
  );
  expect(found[449]).toEqual({
    dbtDescription: 'About table_449',
    lastRefreshedAt: '2026-03-01T04:00:00.000Z',
    dbtTests: [{ name: 'not_null_table_449_column_0', outcome: 'PASS' }],
  });
  expect(callsNamed(stack, 'DbtIndex')).toHaveLength(0);
  expect(callsNamed(stack, 'DbtNodeDetails')).toHaveLength(3);
  for (const { variables } of callsNamed(stack, 'DbtNodeDetails')) {
    const asked = Object.values(variables ?? {}).flatMap((value) => (Array.isArray(value) ? value : []));
    expect(asked.length).toBeLessThanOrEqual(200);
  }
});

test('1,201 models are found over three index pages, their severities over as many', async () => {
  await using project = createLargeProject({ models: 1201, testsPerModel: 1 });
  await using stack = await startStack({ environments: [{ id: 7, artifactsPath: project.artifactsPath }] });
  const references = [0, 499, 500, 1000, 1200].map((number) => table(`marts.table_${number}`));
  const found = await entities(
    stack,
    references,
    '... on Table { dbtTests { severity } dbt { node { uniqueId } } }',
  );
  expect(found).toEqual(
    references.map(({ name }) => ({
      dbtTests: [{ severity: 'ERROR' }],
      dbt: { node: { uniqueId: `model.large.${name}` } },
    })),
  );
  expect(callsNamed(stack, 'DbtIndex')).toHaveLength(3);
  expect(callsNamed(stack, 'DbtNodeDetails')).toHaveLength(1);
});

test('all 1,400 columns of one table cost one read', async () => {
  await using project = createLargeProject({ models: 1, columnsPerModel: 1400, testsPerModel: 300 });
  await using stack = await startStack({ environments: [{ id: 7, artifactsPath: project.artifactsPath }] });
  const references = Array.from({ length: 1400 }, (_, number) => column('marts.table_0', `column_${number}`));
  const found = await entities(
    stack,
    references,
    `... on Column { ${FACTS} dbt { index match { status } } }`,
  );
  expect(found).toHaveLength(1400);
  expect(found[299]).toMatchObject({ dbtTests: [{ name: 'not_null_table_0_column_299' }] });
  expect(found[1399]).toMatchObject({
    dbtDescription: 'About column_1399 of table_0',
    dbtTests: [],
    dbt: { index: 1400, match: { status: 'EXACT' } },
  });
  expect(stack.discovery.requests.discovery()).toHaveLength(1);
});
