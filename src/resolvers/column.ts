import { filterTests } from '../facts/test-facts.ts';
import type { ColumnResolvers, DbtColumnResolvers } from '../generated/graphql.ts';
import { toContributedColumn } from '../loaders/contributed-fields.ts';
import { NEEDS_NOTHING } from '../loaders/needs.ts';
import { parseColumnReference, toRelationOf } from './references.ts';

/** All columns of one table share that table's one load. */
export const Column: ColumnResolvers = {
  async __resolveReference(reference, context, info) {
    const { table, name } = parseColumnReference(reference);
    const needs = context.needsOf(info, 'Column');
    if (needs === NEEDS_NOTHING) return toContributedColumn(name, table, null);
    return toContributedColumn(
      name,
      table,
      await context.tables.load({ relation: toRelationOf(table), needs }),
    );
  },
  dbtTests: ({ tests }, { filter }) => (tests === null ? null : filterTests(tests, filter)),
};

export const DbtColumn: DbtColumnResolvers = {
  dbtTests: ({ tests }, { filter }) => (tests === null ? null : filterTests(tests, filter)),
};
