import type { FieldTable } from '../document/field-table.ts';
import type { EntityFields } from './field-types.ts';
import { Column, DbtColumn, DbtColumnMatch, DbtColumnMetadata } from './fields/column.ts';
import { DbtEnvironment, DbtNode, DbtRun } from './fields/node.ts';
import { DbtFreshness, DbtMatch, DbtTableMetadata, Table } from './fields/table.ts';
import { DbtTest, DbtTestSummary } from './fields/tests.ts';
import { DbtUpstream, DbtUpstreamFailure, DbtUpstreamSource } from './fields/upstream.ts';

/**
 * Every contributed field, declared once: what has to be read for it, and its value. Reads, resolvers and writers come from this table, and
 * the compiler compares it with the schema.
 */
export const FIELDS: EntityFields & FieldTable = {
  Table,
  Column,
  DbtTableMetadata,
  DbtMatch,
  DbtFreshness,
  DbtNode,
  DbtEnvironment,
  DbtRun,
  DbtUpstream,
  DbtUpstreamSource,
  DbtUpstreamFailure,
  DbtTest,
  DbtTestSummary,
  DbtColumn,
  DbtColumnMetadata,
  DbtColumnMatch,
};
