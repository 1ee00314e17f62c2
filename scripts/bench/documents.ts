import { type TestConstant, tableConstant, tableReference } from './project/entities.ts';
import { entitiesQuery, TABLES, toWorkload, type Workload } from './workloads.ts';

const DOCUMENTS = 20;
const TEST_FIELDS = ['severity', 'kind', 'testName', 'columnName'] as const;

/** W1 in twenty documents that ask for as much under other names: aliases, the order of the fields, one field of the tests. */
export const DOCUMENT_VARIANTS: readonly Workload[] = Array.from({ length: DOCUMENTS }, (_, number) =>
  variant(number),
);

function variant(number: number): Workload {
  const suffix = String(number).padStart(2, '0');
  const testField = TEST_FIELDS[number % TEST_FIELDS.length] ?? 'severity';
  const tests = `dbtTests { name outcome ${testField} }`;
  const fields = [
    `description_${suffix}: dbtDescription`,
    `refreshed_${suffix}: lastRefreshedAt`,
    'dbt { node { uniqueId } }',
    tests,
  ];
  const turned = [...fields.slice(number % fields.length), ...fields.slice(0, number % fields.length)];
  const entities = TABLES.map(tableConstant).map(({ dbtDescription, lastRefreshedAt, dbt, dbtTests }) => ({
    [`description_${suffix}`]: dbtDescription,
    [`refreshed_${suffix}`]: lastRefreshedAt,
    dbt,
    dbtTests: dbtTests.map((test: TestConstant) => ({
      name: test.name,
      outcome: test.outcome,
      [testField]: test[testField],
    })),
  }));
  const query = entitiesQuery('Table', turned.join(' '), `Variant${suffix}`);
  return toWorkload(query, TABLES.map(tableReference), entities);
}
