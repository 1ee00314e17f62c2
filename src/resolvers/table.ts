import { filterTests } from '../facts/test-facts.ts';
import type { DbtTableMetadataResolvers, TableResolvers } from '../generated/graphql.ts';
import { toContributedTable } from '../loaders/contributed-fields.ts';
import { NEEDS_NOTHING } from '../loaders/needs.ts';
import { parseTableReference, toRelationOf } from './references.ts';

/** Loads once, in the reference resolver: all other fields are properties of what it returns. */
export const Table: TableResolvers = {
  // Asynchronous, so that a malformed reference fails alone: thrown in the same tick it would take the whole answer with it.
  async __resolveReference(reference, context, info) {
    const key = parseTableReference(reference);
    const needs = context.needsOf(info, 'Table');
    if (needs === NEEDS_NOTHING) return toContributedTable(key, null);
    return toContributedTable(key, await context.tables.load({ relation: toRelationOf(key), needs }));
  },
  dbtTests: ({ tests }, { filter }) => (tests === null ? null : filterTests(tests, filter)),
};

export const DbtTableMetadata: DbtTableMetadataResolvers = {
  tests: ({ tests }, { filter }) => (tests === null ? null : filterTests(tests, filter)),
  columns: ({ columnsNamed }, { names }) => columnsNamed(names ?? null),
};
