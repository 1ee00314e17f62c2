import { getNamedType } from 'graphql';
import { emptiedPath } from '../document/emptied.ts';
import { ReferenceProblem, toReferenceError } from '../entities/reference-problem.ts';
import { toReadTable } from '../entities/table-names.ts';
import type { QueryResolvers } from '../generated/graphql.ts';
import { NEEDS_EXPLANATION } from '../loaders/needs.ts';
import { DEFAULT_MAPPING } from '../mapping/default-mapping.ts';
import { createPathTypes } from '../mapping/path-types.ts';
import { readCoverage } from './coverage.ts';
import { toEventsPage } from './events-page.ts';
import type { SelectionBelow } from './selections.ts';

/** Names as dbt spells them, whatever the owner's graph calls them. */
const readTable = toReadTable(DEFAULT_MAPPING.tables[0], createPathTypes(DEFAULT_MAPPING.owner));

export function createQuery(selectionBelow: SelectionBelow): QueryResolvers {
  return {
    dbtCoverage: (_parent, _args, context) => readCoverage(context),

    dbtIntegration: (_parent, _args, context) => context.integrations.get(context.viewer()),

    async dbtIntegrationEvents(_parent, { first, after }, context) {
      const viewer = context.viewer();
      context.integrations.requireAdmin(viewer, 'dbtIntegrationEvents');
      return context.integrations.eventsPage(viewer, toEventsPage('dbtIntegrationEvents', first, after));
    },

    async dbtLookup(_parent, { database, schema, name }, context, info) {
      context.integrations.requireAdmin(context.viewer(), 'dbtLookup');
      const table = readTable({ database, schema, name }, 'dbtLookup');
      if (table instanceof ReferenceProblem) throw toReferenceError(table);
      const selection = selectionBelow(info, getNamedType(info.returnType).name);
      const needs = selection.needs | NEEDS_EXPLANATION;
      const [answer] = await context.tables.load([{ target: table.target, needs }]);
      if (answer === undefined) throw new Error('A table was loaded without an answer.');
      const { facts, failures } = answer;
      for (const failure of failures) {
        context.problems.fail(failure, () => [
          info.path.key,
          ...emptiedPath(selection, facts.metadata, failure.emptied),
        ]);
      }
      return facts.metadata;
    },
  };
}
