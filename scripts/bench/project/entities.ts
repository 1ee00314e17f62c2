import type { MadeUpColumn, MadeUpTable, MadeUpTest } from './tables.ts';

/** What the graph answers of a made-up test. */
export interface TestConstant {
  readonly name: string;
  readonly outcome: string;
  readonly severity: string;
  readonly testName: string;
  readonly columnName: string;
  readonly kind: 'GENERIC';
}

/** What the graph answers of a made-up table, as far as the workloads ask. */
export interface TableConstant {
  readonly __typename: 'Table';
  readonly dbtDescription: string;
  readonly lastRefreshedAt: string;
  readonly dbt: { readonly node: { readonly uniqueId: string } };
  /** Worst outcome first, then by column. */
  readonly dbtTests: readonly TestConstant[];
}

export interface ColumnConstant {
  readonly __typename: 'Column';
  readonly dbtDescription: string;
  readonly dbt: { readonly dataType: string };
  readonly dbtTests: readonly TestConstant[];
}

export interface TableReference {
  readonly __typename: 'Table';
  readonly database: string;
  readonly schema: string;
  readonly name: string;
}

/** As gateways send it: the table within has no `__typename`. */
export interface ColumnReference {
  readonly __typename: 'Column';
  readonly table: Omit<TableReference, '__typename'>;
  readonly name: string;
}

const WORST_FIRST: readonly MadeUpTest['status'][] = ['fail', 'warn', 'pass'];

export function tableReference({ database, schema, relation }: MadeUpTable): TableReference {
  return { __typename: 'Table', database, schema, name: relation };
}

export function columnReference(table: MadeUpTable, { name }: MadeUpColumn): ColumnReference {
  const { database, schema, relation } = table;
  return { __typename: 'Column', table: { database, schema, name: relation }, name };
}

export function tableConstant({ description, builtAt, uniqueId, tests }: MadeUpTable): TableConstant {
  return {
    __typename: 'Table',
    dbtDescription: description,
    lastRefreshedAt: builtAt,
    dbt: { node: { uniqueId } },
    dbtTests: testConstants(tests),
  };
}

export function columnConstant({ tests }: MadeUpTable, column: MadeUpColumn): ColumnConstant {
  return {
    __typename: 'Column',
    dbtDescription: column.description,
    dbt: { dataType: column.dataType },
    dbtTests: testConstants(tests.filter(({ columnName }) => columnName === column.name)),
  };
}

function testConstants(tests: readonly MadeUpTest[]): readonly TestConstant[] {
  return tests
    .toSorted((one, other) => WORST_FIRST.indexOf(one.status) - WORST_FIRST.indexOf(other.status))
    .map(({ name, status, severity, testName, columnName }) => ({
      name,
      outcome: status.toUpperCase(),
      severity,
      testName,
      columnName,
      kind: 'GENERIC',
    }));
}
