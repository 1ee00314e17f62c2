import { readdirSync, readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import {
  type ColumnReference,
  columnConstant,
  columnReference,
  type TableReference,
  tableConstant,
  tableReference,
} from '../project/entities.ts';
import { TABLES } from '../workloads.ts';

const SCHEMA_FOLDER = new URL('../../../schema/', import.meta.url);

/** The product's graph over objects that are made before the first request: a resolver finds one, and changes nothing. */
export function createConstantSchema() {
  const tables = new Map(
    TABLES.map((table) => [tableKey(tableReference(table)), tableConstant(table)] as const),
  );
  const columns = new Map(
    TABLES.flatMap((table) =>
      table.columns.map(
        (column) => [columnKey(columnReference(table, column)), columnConstant(table, column)] as const,
      ),
    ),
  );
  const resolvers = {
    Table: { __resolveReference: (reference: TableReference) => tables.get(tableKey(reference)) },
    Column: { __resolveReference: (reference: ColumnReference) => columns.get(columnKey(reference)) },
  };
  return buildSubgraphSchema([{ typeDefs: parse(readSdl()), resolvers }]);
}

function readSdl(): string {
  return readdirSync(SCHEMA_FOLDER)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => readFileSync(new URL(name, SCHEMA_FOLDER), 'utf8'))
    .join('\n');
}

function tableKey({ database, schema, name }: Omit<TableReference, '__typename'>): string {
  return `${database}.${schema}.${name}`;
}

function columnKey({ table, name }: ColumnReference): string {
  return `${tableKey(table)}.${name}`;
}
