import { COLUMNS_PER_MODEL, namesOf, TESTS_PER_MODEL } from './names.ts';
import { builtAt } from './times.ts';

const COLUMN_WORDS = ['id', 'amount', 'status', 'created_at', 'updated_at', 'country', 'currency', 'channel'];
/** One test in fifty does not pass. */
const FAILS_EVERY = 50;

export function columnNames(number: number): readonly string[] {
  return Array.from(
    { length: COLUMNS_PER_MODEL },
    (_, position) => `${COLUMN_WORDS[(number + position) % COLUMN_WORDS.length]}_${position + 1}`,
  );
}

/** The tests of a model: not_null on its first columns; `position` counts them from 0. */
export function testRow(modelNumber: number, position: number): Readonly<Record<string, unknown>> {
  const { name, packageName } = namesOf('models', modelNumber);
  const columnName = columnNames(modelNumber)[position];
  const fullName = `not_null_${name}_${columnName}`;
  const result = (modelNumber * TESTS_PER_MODEL + position) % FAILS_EVERY === 7 ? 'fail' : 'pass';
  return {
    __typename: 'TestAppliedStateNestedNode',
    uniqueId: `test.${packageName}.${fullName}.${modelNumber.toString(16).padStart(8, '0')}${position}`,
    name: fullName,
    description: '',
    resourceType: 'test',
    filePath: `models/${name}.yml`,
    fqn: [packageName, fullName],
    tags: [],
    meta: {},
    columnName,
    testType: 'GENERIC_DATA_TEST',
    lastKnownResult: result,
    testMetadata: { name: 'not_null', namespace: null, columnName, kwargs: { column_name: columnName } },
    config: { severity: 'ERROR', enabled: true, warn_if: '!= 0', error_if: '!= 0' },
    executionInfo: {
      ...runTimes(modelNumber),
      lastRunStatus: result,
      lastRunError: result === 'pass' ? null : 'Got 3 results, configured to fail if != 0',
      lastRunFailures: result === 'pass' ? 0 : 3,
    },
  };
}

/** When a node was executed, and by which job. */
export function runTimes(number: number): Readonly<Record<string, unknown>> {
  const atTime = builtAt(number);
  return {
    lastRunId: 90_001,
    lastJobDefinitionId: 77,
    lastRunStatus: 'success',
    lastRunError: null,
    lastRunGeneratedAt: atTime,
    lastSuccessRunId: 90_001,
    lastSuccessJobDefinitionId: 77,
    executeStartedAt: atTime,
    executeCompletedAt: atTime,
    executionTime: 1.5,
    runGeneratedAt: atTime,
  };
}
