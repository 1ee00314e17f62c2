import type { IndexedNode, NodeTest, ResourceType } from '../../../src/facts/node.ts';
import type { GraphNode } from '../../../src/facts/upstream/graph-node.ts';
import { countsOf, KINDS, type Kind, namesOf, TESTS_PER_MODEL, type Weave } from '../project/names.ts';
import { parentsOf } from '../project/parents.ts';
import { testRow } from '../project/tests.ts';
import { builtAt } from '../project/times.ts';

/** The generated project as the subgraph holds what it has read of it: what the generated Discovery API serves, without HTTP. */

const PAGE_ROWS = 500;
const WEAVE: Weave = 'tight';
const RESOURCE_TYPES: Readonly<Record<Kind, ResourceType>> = {
  models: 'MODEL',
  sources: 'SOURCE',
  seeds: 'SEED',
  snapshots: 'SNAPSHOT',
};

export function* indexPages(models: number): Generator<readonly IndexedNode[]> {
  for (const numbers of pages(models)) {
    yield numbers.map(({ kind, number }) => {
      const { uniqueId, name, packageName, database, schema, relation } = namesOf(kind, number);
      const resourceType = RESOURCE_TYPES[kind];
      const place = { database, schema, identifier: relation, relationName: null, materializedType: null };
      return { uniqueId, resourceType, name, packageName, ...place };
    });
  }
}

export function* graphPages(models: number, state: GraphNode['state']): Generator<readonly GraphNode[]> {
  for (const numbers of pages(models)) {
    yield numbers.map(({ kind, number }) => ({
      uniqueId: namesOf(kind, number).uniqueId,
      state,
      resourceType: RESOURCE_TYPES[kind],
      parents: parentsOf({ kind, number }, models, WEAVE).map(
        (parent) => namesOf(parent.kind, parent.number).uniqueId,
      ),
      lastRunStatus: kind === 'sources' ? null : 'success',
      freshness: kind === 'sources' && state === 'applied' ? freshnessOf(number) : null,
      tests: kind === 'models' && state === 'applied' ? testsOf(number) : [],
    }));
  }
}

function* pages(models: number): Generator<readonly { readonly kind: Kind; readonly number: number }[]> {
  const counts = countsOf(models, WEAVE);
  for (const kind of KINDS) {
    for (let first = 0; first < counts[kind]; first += PAGE_ROWS) {
      const length = Math.min(PAGE_ROWS, counts[kind] - first);
      yield Array.from({ length }, (_, at) => ({ kind, number: first + at }));
    }
  }
}

function freshnessOf(number: number) {
  return {
    checked: true,
    status: 'Pass',
    maxLoadedAt: builtAt(number),
    snapshottedAt: builtAt(0),
    runGeneratedAt: builtAt(0),
    hasThreshold: true,
  };
}

function testsOf(number: number): readonly NodeTest[] {
  return Array.from({ length: TESTS_PER_MODEL }, (_, position) => {
    const { uniqueId, name, columnName, lastKnownResult } = testRow(number, position);
    return {
      uniqueId: String(uniqueId),
      name: String(name),
      description: null,
      testType: 'GENERIC_DATA_TEST',
      columnName: String(columnName),
      metadata: { name: 'not_null', namespace: null, kwargs: { column_name: columnName } },
      lastKnownResult: String(lastKnownResult),
      execution: null,
    };
  });
}
