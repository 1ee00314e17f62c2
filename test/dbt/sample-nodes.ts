import type { FakeEnvironment, FakeNode, FakeState } from './fake-host.ts';

const AT = '2026-03-01T04:00:00.000Z';

export interface SampleSizes {
  readonly models?: number;
  readonly sources?: number;
  readonly seeds?: number;
  readonly snapshots?: number;
}

/** An environment of nodes `table_0`, `table_1`, … of each kind in schema `marts`, each with two columns and one test. */
export function createSample(sizes: SampleSizes): FakeEnvironment {
  const list = (kind: string, count = 0, more: (number: number) => object = () => ({})) =>
    Array.from({ length: count }, (_, number) => ({ ...node(kind, number), ...more(number) }));
  const nodes = {
    models: list('model', sizes.models, (number) => ({
      materializedType: 'table',
      relationName: `"warehouse"."marts"."model_${number}"`,
      executionInfo: execution('success'),
      rawCode: 'select 1',
    })),
    sources: list('source', sizes.sources, (number) => ({
      identifier: `source_${number}`,
      sourceDescription: 'A group',
      freshness: {
        freshnessChecked: true,
        freshnessStatus: 'Pass',
        maxLoadedAt: AT,
        snapshottedAt: AT,
        freshnessRunGeneratedAt: AT,
        criteria: { warnAfter: { count: 1 }, errorAfter: { count: null } },
      },
    })),
    seeds: list('seed', sizes.seeds, () => ({ executionInfo: execution('success') })),
    snapshots: list('snapshot', sizes.snapshots, () => ({ executionInfo: execution('success') })),
  };
  const tests = Object.values(nodes).flatMap((rows) =>
    rows.map(({ name }) => ({
      ...testOf(name),
      config: { severity: 'warn' },
    })),
  );
  const applied: FakeState = { ...nodes, tests };
  const declare = (rows: readonly FakeNode[]) =>
    rows.map((row) => ({ ...row, parents: [parentOf('SourceDefinitionNestedNode')] }));
  return {
    applied,
    definition: { ...applied, models: declare(nodes.models), snapshots: declare(nodes.snapshots) },
  };
}

/** Everything that has parents is made of the first source. */
function parentOf(__typename: string) {
  return { __typename, uniqueId: 'source.shop.source_0' };
}

function node(kind: string, number: number): FakeNode & { readonly name: string } {
  const name = `${kind}_${number}`;
  return {
    uniqueId: `${kind}.shop.${name}`,
    name,
    packageName: 'shop',
    database: 'warehouse',
    schema: 'marts',
    alias: name,
    description: `About ${name}`,
    tags: ['nightly'],
    meta: { owner: 'ana', rank: number },
    catalog: {
      owner: 'loader',
      columns: ['id', 'amount'].map((column, position) => ({
        name: column,
        description: `The ${column}`,
        type: 'BIGINT',
        index: position + 1,
        tags: ['pii'],
        meta: { unit: 'EUR' },
      })),
    },
    tests: [testOf(name)],
    parents: [parentOf('SourceAppliedStateNestedNode')],
  };
}

function testOf(name: string): FakeNode {
  return {
    uniqueId: `test.shop.not_null_${name}_id`,
    name: `not_null_${name}_id`,
    columnName: 'id',
    testType: 'GENERIC_DATA_TEST',
    lastKnownResult: 'pass',
    testMetadata: { name: 'not_null', namespace: null, columnName: 'id', kwargs: { column_name: 'id' } },
    executionInfo: { ...execution('pass'), lastRunFailures: 0 },
  };
}

function execution(status: string) {
  return {
    lastRunId: '9001',
    lastJobDefinitionId: '77',
    lastRunStatus: status,
    lastRunGeneratedAt: AT,
    lastSuccessRunId: '9001',
    lastSuccessJobDefinitionId: '77',
    executeStartedAt: AT,
    executeCompletedAt: AT,
    executionTime: 1.5,
    runGeneratedAt: AT,
  };
}
